"use strict";
// For the report and the pages: trees that can be made larger, and places that an address names, opened.
for (const tree of document.querySelectorAll(".tree")) {
  const drawings = [...tree.querySelectorAll("svg")];
  let scale = 1;
  const bar = document.createElement("p");
  bar.className = "zoom";
  const show = () => {
    tree.classList.toggle("zoomed", scale !== 1);
    for (const drawing of drawings) {
      const [, , width, height] = drawing.getAttribute("viewBox").split(" ").map(Number);
      drawing.setAttribute("width", Math.round(width * scale));
      drawing.setAttribute("height", Math.round(height * scale));
    }
  };
  for (const [sign, name, change] of [["+", "Larger", 1.25], ["−", "Smaller", 0.8], ["1:1", "As it was", 0]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.setAttribute("aria-label", `${name}: the tree`);
    button.title = name;
    button.addEventListener("click", () => {
      scale = change ? Math.min(4, Math.max(0.4, scale * change)) : 1;
      show();
    });
    bar.append(button);
  }
  tree.before(bar);
}
const named = () => {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return ""; // an address that was cut or mistyped
  }
};
const openPlace = () => {
  const place = document.getElementById(named());
  for (let at = place; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  if (place && place.closest("details")) place.scrollIntoView({ block: "center" });
};
addEventListener("hashchange", openPlace);
openPlace();
// Paper shows what is closed on a screen.
addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("main details:not(.correct)")) part.open = true;
});
