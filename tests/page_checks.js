// Pieces of text whose contrast with their background is below 4.5 to 1.
function faint() {
  const parse = (colour) => {
    const numbers = colour.match(/[\d.]+/g).map(Number);
    return numbers.length > 3 ? numbers : [...numbers, 1];
  };
  const linear = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour[3] > 0.9) return colour;
    }
    return parse(getComputedStyle(document.body).backgroundColor);
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const words = walker.currentNode.data.trim();
    const element = walker.currentNode.parentElement;
    if (!words || element.closest("svg, dialog, script, .unseen, .skip") || !element.checkVisibility()) continue;
    const [one, other] = [light(parse(getComputedStyle(element).color)), light(behind(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) found.push(`${element.className || element.tagName} ${ratio.toFixed(2)} ${words.slice(0, 30)}`);
  }
  return found.slice(0, 10);
}

// What can be reached but has no name, ids that stand twice, and a page without a heading.
function nameless() {
  const found = [];
  const reached = "a[href], button, input:not([type=hidden]), select, [tabindex='0']";
  for (const element of document.querySelectorAll(reached)) {
    const label = element.labels && element.labels.length ? element.labels[0].textContent.trim() : "";
    const name = element.getAttribute("aria-label") || element.textContent.trim() || label;
    if (!name) found.push(element.outerHTML.slice(0, 80));
  }
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  found.push(...ids.filter((id, place) => ids.indexOf(id) !== place));
  if (!document.querySelector("h1, h2")) found.push("no heading");
  return found.slice(0, 10);
}

// Elements that no template of ours makes, and attributes that would run something.
function foreign() {
  const found = [];
  for (const element of document.querySelectorAll("*")) {
    const name = element.localName;
    if (/^(img|iframe|object|embed|base|video|audio|source|frame|applet|math|foreignObject|animate|set|use)$/i.test(name)) found.push(name);
    if (name === "script" && element.closest("body") && !element.textContent.includes("use strict")) found.push("script");
    if (name === "b" && element.attributes.length && !element.className) found.push(element.outerHTML.slice(0, 80));
    for (const attribute of element.attributes) if (/^on/i.test(attribute.name) || attribute.name === "style") found.push(`${name} ${attribute.name}`);
  }
  return found.slice(0, 10);
}

// Text with characters that turn its direction around, outside an element that keeps this to itself.
function unisolated() {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!/[\u202a-\u202e\u2066-\u2069]/.test(walker.currentNode.data)) continue;
    if (!element.closest("bdi, title, script, option, textarea")) found.push(element.outerHTML.slice(0, 120));
  }
  return found.slice(0, 10);
}
