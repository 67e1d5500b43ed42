"""Scripts that fit the weights of small learnt models, with figures on parts of the data that they did not see."""
