// A list per story chooses the pair that stands side by side; without this script every pair can be opened by hand.
for (const section of document.querySelectorAll(".pairs")) {
  const pairs = [...section.querySelectorAll("details.pair")];
  if (pairs.length < 3) continue;
  const label = document.createElement("label");
  label.textContent = "Show ";
  const list = document.createElement("select");
  for (const text of ["all pairs", ...pairs.map((pair) => pair.querySelector("summary").textContent.replace(/\s+/g, " ").trim())]) {
    list.append(new Option(text));
  }
  list.addEventListener("change", () => {
    pairs.forEach((pair, place) => {
      pair.hidden = list.selectedIndex > 0 && place !== list.selectedIndex - 1;
      pair.open = place === list.selectedIndex - 1;
    });
  });
  label.append(list);
  section.querySelector(".note").after(label);
}
// Keys: j and k go from story to story.
const stories = [...document.querySelectorAll("section.story")];
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || /^(input|select|textarea)$/i.test(event.target.tagName)) return;
  const step = { j: 1, k: -1 }[event.key];
  if (!step) return;
  const tops = stories.map((story) => story.getBoundingClientRect().top);
  const here = tops.filter((top) => top < 40).length - 1;
  const goal = stories[Math.max(0, Math.min(stories.length - 1, here + (step > 0 ? 1 : tops[here] < -40 ? 0 : -1)))];
  if (goal) goal.scrollIntoView();
});
