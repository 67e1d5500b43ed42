// Everything works without this script; it adds keys, layers without reloading, and the place that an address names.

const typing = (target) => /^(input|select|textarea)$/i.test(target.tagName) && target.type !== "checkbox";
let here = -1;

function go(found, step) {
  const elements = found.filter((element) => element.checkVisibility());
  if (!elements.length) return;
  elements.forEach((element) => element.classList.remove("here"));
  here = Math.max(0, Math.min(elements.length - 1, here + step));
  const element = elements[here];
  element.classList.add("here");
  element.scrollIntoView({ block: "center" });
  const inside = element.matches("a, [tabindex]") ? element : element.querySelector("a");
  if (inside) inside.focus({ preventScroll: true });
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || typing(event.target)) return;
  const keys = document.getElementById("keys");
  if (keys.open) return;
  if (event.key === "/") {
    event.preventDefault();
    document.getElementById("q").focus();
  } else if (event.key === "?") {
    keys.showModal();
  } else if (event.key === "j" || event.key === "k") {
    go([...document.querySelectorAll(".item, section.story > section")], event.key === "j" ? 1 : -1);
  } else if (event.key === "n" || event.key === "p") {
    const changes = [...document.querySelectorAll("[data-change]")];
    go(changes.length ? changes : [...document.querySelectorAll("ins.changed, .show-variants .on-variants, main mark")], event.key === "n" ? 1 : -1);
    const at = document.getElementById("at");
    if (at && changes.length) {
      at.textContent = `Place ${here + 1} of ${changes.length}.`;
      history.replaceState(null, "", `#${changes[here].id}`);
    }
  }
});

// Times in the reader's zone, with the one that is stated beside them where the two differ.
const shown = new Intl.DateTimeFormat("en-GB", {
  day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
});
for (const time of document.querySelectorAll("time[data-zone]")) {
  const moment = new Date(time.dateTime);
  if (Number.isNaN(moment.getTime())) continue;
  const stated = time.textContent;
  const here = shown.format(moment);
  const minutes = moment.getTimezoneOffset();
  const zone = time.dataset.zone === "UTC" ? 0 : Number(time.dataset.zone.slice(0, 3)) * 60 + Number(time.dataset.zone[0] + time.dataset.zone.slice(4));
  if (-minutes === zone) continue;
  time.textContent = here;
  const beside = document.createElement("span");
  beside.className = "stated";
  beside.textContent = ` (stated ${stated})`;
  time.after(beside);
}

// An article's layers.
const reading = document.querySelector("article.reading");
if (reading) {
  const form = reading.querySelector("form.layers");
  const boxes = [...form.querySelectorAll("input[type=checkbox]")];
  const show = (isChanged) => {
    const shown = boxes.filter((box) => box.checked).map((box) => box.value);
    boxes.forEach((box) => reading.classList.toggle(`show-${box.value}`, box.checked));
    form.elements.layers.value = shown.join(",") || "none";
    if (!isChanged) return;
    const address = new URL(location.href);
    address.searchParams.set("layers", form.elements.layers.value);
    history.replaceState(null, "", address);
  };
  form.querySelector("button").hidden = true;
  form.addEventListener("change", () => show(true));
  show(false);

  const choose = (mark) => {
    reading.querySelectorAll(".chosen").forEach((row) => row.classList.remove("chosen"));
    const rows = (mark.dataset.rows || "").split(" ").map((id) => document.getElementById(id)).filter(Boolean);
    const seen = rows.filter((row) => boxes.some((box) => box.checked && row.id.startsWith(`${box.value}-`)));
    for (const row of seen) {
      row.closest("details").open = true;
      row.classList.add("chosen");
    }
    if (seen.length) seen[0].scrollIntoView({ block: "nearest" });
  };
  reading.querySelector(".text").addEventListener("click", (event) => {
    const mark = event.target.closest(".on");
    if (mark && !String(getSelection())) choose(mark);
  });
  reading.querySelector(".text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches(".on")) choose(event.target);
  });

  // #char=120,180 in code points: the server says where each stretch begins, so only within one do we count.
  const unitsOf = (text, points) => [...text].slice(0, points).join("").length;
  const point = () => {
    const place = /^#char=(\d+),(\d+)$/.exec(location.hash);
    reading.querySelectorAll("mark.target").forEach((mark) => mark.replaceWith(...mark.childNodes));
    if (!place) return;
    const begin = Number(place[1]);
    const end = Math.max(begin + 1, Number(place[2]));
    let first = null;
    for (const stretch of reading.querySelectorAll("[data-b]")) {
      stretch.normalize();
      const text = stretch.firstChild;
      const from = Number(stretch.dataset.b);
      if (!text || text.nodeType !== Node.TEXT_NODE || from >= end) continue;
      const length = [...text.data].length;
      if (from + length <= begin) continue;
      const range = document.createRange();
      range.setStart(text, unitsOf(text.data, Math.max(0, begin - from)));
      range.setEnd(text, unitsOf(text.data, Math.min(length, end - from)));
      const mark = document.createElement("mark");
      mark.className = "target";
      range.surroundContents(mark);
      first = first || mark;
    }
    if (!first) return;
    const over = first.closest(".on");
    if (over) choose(over);
    first.scrollIntoView({ block: "center" });
  };
  addEventListener("hashchange", point);
  point();
}
