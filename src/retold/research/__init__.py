"""For researchers: blind samples, agreement of coders, counts corrected for error, and how to cite a store."""
