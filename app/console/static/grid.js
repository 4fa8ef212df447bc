/* Grids: rows edited like a spreadsheet. Without this file the spare rows are filled in and ordered by number. */
(() => {
"use strict";
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const grid = $("[data-grid]"), rows = grid && $("[data-rows]", grid);
if (!rows) return;
const says = JSON.parse(grid.dataset.says), tools = $("[data-tools]", grid), note = $("[role=status]", tools);
const say = (word, figure) => { note.textContent = says[word].replace("%s", figure); };
const CELLS = "input:not([type=hidden]), select, textarea, summary";
const cellOf = control => control.closest("td");
const main = cell => cell && $(CELLS, cell);
const listOf = () => [...rows.children];
const place = row => listOf().indexOf(row) + 1;
const isEmpty = row => $$("td:not(:first-child):not(:last-child) :is(input, select, textarea)", row)
  .every(one => one.type === "checkbox" ? !one.checked : !one.value);
let current = null;

/* Names and numbers follow the place of a row. */
const NUMBERED = ["name", "id", "for", "aria-describedby", "data-parts"];
const number = () => listOf().forEach((row, index) => {
  const blank = isEmpty(row), order = $("input", row.cells[0]);
  order.value = blank ? "" : index + 1;
  if (row.id === `rows-${index}-row`) return;
  for (const one of [row, ...$$("[name], [id], [for], [aria-describedby], [data-parts]", row)]) {
    for (const name of NUMBERED) {
      const value = one.getAttribute(name);
      if (value) one.setAttribute(name, value.replace(/^rows-\d+-/, `rows-${index}-`));
    }
  }
});
const changed = () => rows.dispatchEvent(new Event("input", {bubbles: true}));
const last = () => rows.lastElementChild;
[...rows.children].slice(0, -1).filter(isEmpty).forEach(row => row.remove());
const pristine = last().cloneNode(true);
const blankRow = () => pristine.cloneNode(true);
const keepSpare = () => { if (!isEmpty(last())) { rows.append(blankRow()); number(); } };

/* The row in which somebody is */
const mark = row => {
  current?.classList.remove("current");
  current = row;
  current?.classList.add("current");
  for (const button of $$("[data-act]", tools)) button.disabled = !row;
  const dropped = row && $(".drop-row", row).checked, drop = $("[data-act=drop]", tools);
  drop.lastChild.textContent = dropped ? says.keep : says.drop;
};
const enter = (row, index = 1) => {
  const control = main(row?.cells[index]);
  if (!control) return;
  control.focus();
  if (control.matches("input[type=text]")) control.select();
};
const duplicate = row => {
  const copy = row.cloneNode(true), from = $$("select, textarea", row), to = $$("select, textarea", copy);
  from.forEach((control, index) => { to[index].value = control.value; });
  $$(".error", copy).forEach(one => one.remove());
  $$(".bad", copy).forEach(one => one.classList.remove("bad"));
  $$("[aria-invalid]", copy).forEach(one => one.removeAttribute("aria-invalid"));
  copy.classList.remove("bad", "current");
  $(".drop-row", copy).checked = false;
  $("input[name$='-origin']", copy).value = "";
  const key = $("input[name$='-key']", copy);
  if (key?.value) key.value += "-2";
  return copy;
};
const column = () => cellOf(document.activeElement)?.cellIndex || 1;
const acts = {
  add() { const row = blankRow(); current.after(row); number(); say("added", place(row)); return row; },
  copy() { const row = duplicate(current); current.after(row); number(); say("copied", place(row)); return row; },
  up() { if (current.previousElementSibling) current.previousElementSibling.before(current); number(); say("moved", place(current)); },
  down() { if (current.nextElementSibling && !isEmpty(current.nextElementSibling)) current.nextElementSibling.after(current); number(); say("moved", place(current)); },
  drop() {
    const box = $(".drop-row", current);
    box.checked = !box.checked;
    say(box.checked ? "dropped" : "kept", place(current));
    mark(current);
  },
};
const act = (name, index) => {
  if (!current) return;
  const row = acts[name]();
  keepSpare();
  changed();
  if (row) enter(row, 1); else if (index) enter(current, index);
};
tools.hidden = false;
mark(null);
number();
keepSpare();
rows.addEventListener("focusin", event => mark(event.target.closest("tr")));
rows.addEventListener("change", event => {
  if (event.target.matches(".drop-row")) mark(event.target.closest("tr"));
});
tools.addEventListener("click", event => {
  const button = event.target.closest("[data-act]");
  if (button) act(button.dataset.act);
});
rows.addEventListener("input", event => {
  const row = event.target !== rows && event.target.closest("tr"), order = row && $("input", row.cells[0]);
  if (row && event.target !== order && !order.value && !isEmpty(row)) number();
  keepSpare();
});

/* A number typed in front moves the row at once. */
rows.addEventListener("change", event => {
  if (cellOf(event.target)?.cellIndex !== 0) return;
  const wanted = row => Number($("input", row.cells[0]).value.trim() || NaN), moved = event.target.closest("tr");
  const rank = new Map(listOf().map((row, index) => [row, [isEmpty(row) ? Infinity : wanted(row), index]]));
  const sorted = listOf().sort((one, other) => {
    const [a, i] = rank.get(one), [b, j] = rank.get(other);
    return (isNaN(a) ? Infinity : a) - (isNaN(b) ? Infinity : b) || (one === moved) - (other === moved) || i - j;
  });
  rows.append(...sorted);
  number();
  say("moved", place(moved));
  event.target.focus();
});

/* Keys: Enter and the arrows go from row to row, with Alt they move the row. */
const LETTERS = "input[type=text], textarea";
const go = (cell, step) => {
  let row = cell.parentElement;
  do row = step > 0 ? row.nextElementSibling : row.previousElementSibling; while (row?.hidden);
  if (row) enter(row, cell.cellIndex);
};
rows.addEventListener("keydown", event => {
  const control = event.target, cell = cellOf(control), box = control.closest("details");
  if (event.isComposing || !cell) return;
  const inside = box && !control.matches("summary");
  if (event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key)) {
    if (control.matches("select") && !event.shiftKey) return;
    event.preventDefault();
    const up = event.key === "ArrowUp";
    act(event.shiftKey ? (up ? "up" : "copy") : up ? "up" : "down", event.shiftKey && !up ? 0 : cell.cellIndex);
  } else if (event.altKey && event.key === "Delete") {
    event.preventDefault();
    act("drop", cell.cellIndex);
  } else if (event.ctrlKey && event.key === "Enter") {
    event.preventDefault();
    act("add");
  } else if (inside && (event.key === "Escape" || event.key === "Enter" && !control.matches("textarea"))) {
    event.preventDefault();
    if (control.matches("[data-more]") && control.value) { take(control); return; }
    box.open = false;
    $("summary", box).focus();
  } else if (inside || control.matches("summary")) {
    return;
  } else if (event.key === "Enter" && event.altKey && control.matches("textarea")) {
    event.preventDefault();
    control.setRangeText("\n", control.selectionStart, control.selectionEnd, "end");
    control.dispatchEvent(new Event("input", {bubbles: true}));
  } else if (event.key === "Enter") {
    event.preventDefault();
    go(cell, event.shiftKey ? -1 : 1);
  } else if (event.key === "ArrowDown" && control.matches(LETTERS) && control.selectionEnd === control.value.length) {
    event.preventDefault();
    go(cell, 1);
  } else if (event.key === "ArrowUp" && control.matches(LETTERS) && (!control.selectionStart || control.matches("input"))) {
    event.preventDefault();
    go(cell, -1);
  }
});

/* What is copied from a spreadsheet fills cells to the right and below. */
const spread = text => {
  const table = [[""]];
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const line = table[table.length - 1], sign = text[at];
    if (quoted) {
      if (sign !== '"') line[line.length - 1] += sign;
      else if (text[at + 1] === '"') { line[line.length - 1] += sign; at++; }
      else quoted = false;
    } else if (sign === '"' && !line[line.length - 1]) quoted = true;
    else if (sign === "\t") line.push("");
    else if (sign === "\n") table.push([""]);
    else line[line.length - 1] += sign;
  }
  return table;
};
const fill = (cell, text) => {
  const box = $("details", cell), control = main(cell);
  if (box) {
    if ($("[data-parts]", box)) return;
    const told = text.split(/[、,，;；]/).map(one => one.trim());
    $$("label", box).forEach(one => { $("input", one).checked = told.includes(one.textContent.trim()) || told.includes($("input", one).value); });
    tell(box);
  } else if (control.type === "checkbox") control.checked = /^(是|y|yes|true|1|√)$/i.test(text);
  else if (control.matches("select")) {
    const found = [...control.options].find(option => option.value === text || option.text === text);
    if (found) control.value = found.value;
    else { control.append(new Option(text, text)); control.value = text; }
  } else control.value = control.matches("textarea") ? text : text.replace(/\s*\n\s*/g, " ");
};
rows.addEventListener("paste", event => {
  const control = event.target, first = cellOf(control);
  const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
  if (!first || control.closest("details") && !control.matches("summary")) return;
  if (!text.includes("\t") && (!text.includes("\n") || control.matches("textarea"))) return;
  event.preventDefault();
  const table = spread(text), from = first.cellIndex;
  let row = first.parentElement;
  for (const line of table) {
    if (!row) { row = blankRow(); rows.append(row); }
    line.forEach((value, right) => {
      const cell = row.cells[from + right];
      if (cell && cell !== row.cells[row.cells.length - 1] && cell.cellIndex) fill(cell, value.trim());
    });
    row = row.nextElementSibling;
  }
  number();
  keepSpare();
  changed();
  say("pasted", table.length);
});

/* Cells of several parts: what is chosen stands in the line, long lists are typed from, figures follow the kind. */
const labelled = control => control.closest("fieldset")?.querySelector("legend").textContent || $("span", control.closest("label")).textContent;
const told = control => {
  if (control.type === "checkbox") return control.checked ? control.closest("label").textContent.trim() : "";
  if (control.matches("select")) return control.value ? control.selectedOptions[0].text : "";
  return control.value && control.value + ($(".unit", control.parentElement)?.textContent || "");
};
function tell(box) {
  const parts = new Map();
  for (const control of $$("input, select, textarea", box)) {
    const text = told(control), name = $("[data-parts]", box) ? labelled(control) : "";
    if (text) parts.set(name, [...parts.get(name) || [], text]);
  }
  const summary = $("summary", box), [colon, comma, semicolon] = says.signs;
  summary.textContent = [...parts].map(([name, texts]) => (name && name + colon) + texts.join(comma)).join(semicolon) || "—";
  summary.setAttribute("aria-label", `${cellOf(box).dataset.label}${colon}${summary.textContent}`);
}
function take(input) {
  const option = [...input.list.options].find(one => one.value === input.value.trim());
  if (!option) return;
  const label = Object.assign(document.createElement("label"), {className: "check"});
  const check = Object.assign(document.createElement("input"), {type: "checkbox", name: input.name, value: option.dataset.value, checked: true});
  label.append(check, Object.assign(document.createElement("span"), {textContent: option.value}));
  input.before(label);
  input.value = "";
  tell(input.closest("details"));
}
rows.addEventListener("input", event => {
  const box = event.target.closest?.("details");
  if (event.target.matches?.("[data-more]")) take(event.target);
  if (box) tell(box);
});
rows.addEventListener("change", event => {
  if (!event.target.matches("select[name$='-kind']")) return;
  const row = event.target.closest("tr"), parts = $("[data-parts$='-parameters']", row), template = $(`template[data-kind="${event.target.value}"]`, grid);
  if (!parts) return;
  parts.replaceChildren(...template ? [template.content.cloneNode(true)] : []);
  for (const one of $$("[name]", parts)) one.name = one.name.replace(/^rows-\d+-/, `rows-${place(row) - 1}-`);
  tell(parts.closest("details"));
});

/* The picture of the route follows the rows. */
const picture = $("[data-picture]");
if (picture) {
  let timer, asked;
  const form = grid.closest("form");
  const draw = async () => {
    asked?.abort();
    asked = new AbortController();
    const answer = await fetch(picture.dataset.picture, {method: "POST", body: new FormData(form), signal: asked.signal, headers: {"X-Requested-With": "fetch"}}).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    picture.replaceChildren(...page.body.childNodes);
  };
  const later = () => { clearTimeout(timer); timer = setTimeout(draw, 350); };
  rows.addEventListener("input", later);
  rows.addEventListener("change", later);
}
})();
