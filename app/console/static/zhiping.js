/* Everything a page does without the server. Screens work without it, except signing and lookups. */
(() => {
"use strict";
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const words = JSON.parse(document.body.dataset.words || "{}");
const say = (word, ...figures) => figures.reduce((text, figure) => text.replace("%s", figure), words[word] || word);
const on = (type, selector, act, options) => document.addEventListener(type, event => {
  const found = event.target.closest?.(selector);
  if (found) act(event, found);
}, options);
const make = (tag, properties = {}) => Object.assign(document.createElement(tag), properties);

/* Characters as app/core/text.py counts them. */
const countCharacters = text => [...text.replace(/[\p{Z}\p{Cc}\p{Cf}\p{Mn}\p{Me}]/gu, "")].length;
const size = bytes => {
  const [unit, name] = bytes >= 1048576 ? [1048576, "MB"] : bytes >= 1024 ? [1024, "KB"] : [1, "B"];
  return `${Math.ceil(bytes / unit * 100) / 100} ${name}`;
};

/* Counters */
const recount = area => {
  const counter = $(".counter", area.closest(".field") || area.parentElement);
  if (!counter) return;
  const left = area.dataset.limit - countCharacters(area.value);
  counter.textContent = say(left < 0 ? "over" : "left", Math.abs(left));
  counter.classList.toggle("over", left < 0);
};
$$("[data-limit]").forEach(recount);
on("input", "[data-limit]", (_, area) => recount(area));

/* Stock wordings go where the caret was, or into the first empty defect. */
on("click", "[data-fill]", (_, button) => {
  const area = button.dataset.fill === "defects"
    ? $$("[data-repeat] > :not([hidden]) textarea", button.closest("fieldset")).find((one, index, all) => !one.value || index === all.length - 1)
    : document.getElementById(button.dataset.fill);
  area.value = area.value.trim() ? `${area.value.trimEnd()}\n${button.textContent}` : button.textContent;
  area.dispatchEvent(new Event("input", {bubbles: true}));
  area.focus();
});

/* Rows that can be added and removed */
const shown = item => $$("input:not([type=hidden]), select, textarea", item);
const isEmpty = item => shown(item).every(control => control.type === "checkbox" || control.type === "radio" ? !control.checked : !control.value);
const renumber = list => [...list.children].forEach((item, index) => $$("[name], [id], [for], [aria-describedby]", item).forEach(element => {
  for (const name of ["name", "id", "for", "aria-describedby"]) {
    if (element.hasAttribute(name)) element.setAttribute(name, element.getAttribute(name).replace(/-\d+-/g, `-${index}-`));
  }
}));
const empty = item => {
  $$(".error", item).forEach(error => error.remove());
  $$(".bad", item).forEach(field => field.classList.remove("bad"));
  $$("input, select, textarea", item).forEach(control => {
    control.removeAttribute("aria-invalid");
    if (control.type === "checkbox" || control.type === "radio") control.checked = false;
    else if (control.matches("select")) control.selectedIndex = 0;
    else control.value = "";
  });
};
const showRemovers = list => $$("[data-remove]", list).forEach(button => { button.hidden = list.children.length === 1 && isEmpty(list.children[0]); });
$$("[data-repeat]").forEach(list => {
  [...list.children].slice(1).filter(isEmpty).forEach(item => item.remove());
  $("[data-add]", list.parentElement).hidden = false;
  showRemovers(list);
  list.addEventListener("input", () => showRemovers(list));
});
on("click", "[data-add]", (_, button) => {
  const list = $("[data-repeat]", button.parentElement);
  const item = list.lastElementChild.cloneNode(true);
  empty(item);
  list.append(item);
  renumber(list);
  showRemovers(list);
  $$(".lookup", item).forEach(setUpLookup);
  shown(item)[0].focus();
});
on("click", "[data-remove]", (_, button) => {
  const list = button.closest("[data-repeat]"), item = button.closest("[data-item]");
  if (list.children.length > 1) item.remove(); else empty(item);
  renumber(list);
  list.dispatchEvent(new Event("input", {bubbles: true}));
});

/* Lists: selection, and a row that opens where it is pressed */
const choose = form => {
  const rows = $$(".check-row", form), chosen = rows.filter(row => row.checked).length;
  $$(".check-all", form).forEach(all => {
    all.checked = chosen > 0 && chosen === rows.length;
    all.indeterminate = chosen > 0 && chosen < rows.length;
  });
  $$("[data-needs-selection]", form).forEach(button => {
    button.setAttribute("aria-disabled", String(!chosen));
    if (!chosen) button.closest("details")?.removeAttribute("open");
  });
  $$("[data-chosen]", form).forEach(place => { place.textContent = chosen ? ` · ${say("chosen", chosen)}` : ""; });
};
addEventListener("pageshow", () => $$("[data-selection]").forEach(choose));
on("change", ".check-row, .check-all", (_, box) => {
  const form = box.closest("[data-selection]");
  if (box.matches(".check-all")) $$(".check-row", form).forEach(row => { row.checked = box.checked; });
  choose(form);
});
on("click", "[aria-disabled=true]", event => event.preventDefault());
on("click", "tr[data-href]", (event, row) => {
  if (event.target.closest("a, button, input, select, label, summary") || getSelection().toString()) return;
  if (event.ctrlKey || event.metaKey) open(row.dataset.href, "_blank", "noopener"); else location.href = row.dataset.href;
});

/* Drop-downs close on a press elsewhere and on Escape */
document.addEventListener("click", event => $$("details.drop[open]").forEach(drop => { if (!drop.contains(event.target)) drop.open = false; }));
document.addEventListener("keydown", event => {
  if (event.key !== "Escape") return;
  const drop = $("details.drop[open]");
  if (drop) { drop.open = false; $("summary", drop).focus(); }
  else if (location.hash === "#menu") { location.hash = "#main"; $(".menu-link")?.focus(); }
});

/* Lookups */
let lookups = 0;
function setUpLookup(lookup) {
  const [hidden, input] = $$("input", lookup), id = `lookup-${++lookups}`;
  let list = null, options = [], at = -1, timer, asked, kept = input.value;
  input.setAttribute("aria-controls", id);
  const close = () => {
    list?.remove();
    list = null; options = []; at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = next => {
    if (!options.length) return;
    options[at]?.element.setAttribute("aria-selected", "false");
    at = (next + options.length) % options.length;
    const element = options[at].element;
    element.setAttribute("aria-selected", "true");
    element.scrollIntoView({block: "nearest"});
    input.setAttribute("aria-activedescendant", element.id);
  };
  const take = option => {
    hidden.value = option.id;
    input.value = kept = option.text;
    input.setCustomValidity("");
    close();
    hidden.dispatchEvent(new Event("change", {bubbles: true}));
    input.dispatchEvent(new Event("input", {bubbles: true}));
  };
  const show = (results, note) => {
    close();
    list = make("div", {id});
    list.setAttribute("role", "listbox");
    options = results.map((option, index) => {
      const element = make("div", {id: `${id}-${index}`, textContent: option.text});
      element.setAttribute("role", "option");
      element.setAttribute("aria-selected", "false");
      if (option.note) element.append(make("small", {textContent: option.note}));
      element.addEventListener("pointerdown", event => { event.preventDefault(); take(option); });
      list.append(element);
      return {...option, element};
    });
    if (note) list.append(make("div", {className: "nothing", textContent: note}));
    lookup.append(list);
    input.setAttribute("aria-expanded", "true");
    mark(0);
  };
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const words = input.value.trim();
    try {
      const separator = lookup.dataset.url.includes("?") ? "&" : "?";
      const answer = await fetch(`${lookup.dataset.url}${separator}q=${encodeURIComponent(words)}`, {signal: asked.signal, headers: {Accept: "application/json"}});
      if (!answer.ok) throw new Error(String(answer.status));
      const {results} = await answer.json();
      if (document.activeElement === input) show(results, results.length ? "" : say("none", words));
    } catch (problem) {
      if (problem.name !== "AbortError") show([], say("failed"));
    }
  };
  input.addEventListener("input", event => {
    if (event.isComposing || input.value === kept) return;
    kept = input.value;
    if (hidden.value) { hidden.value = ""; hidden.dispatchEvent(new Event("change", {bubbles: true})); }
    input.setCustomValidity(input.value ? say("choose") : "");
    clearTimeout(timer);
    timer = setTimeout(ask, 180);
  });
  input.addEventListener("compositionend", () => input.dispatchEvent(new Event("input", {bubbles: true})));
  input.addEventListener("click", () => { if (!list) ask(); });
  input.addEventListener("blur", () => { clearTimeout(timer); asked?.abort(); close(); });
  input.addEventListener("keydown", event => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list) mark(at + (event.key === "ArrowDown" ? 1 : -1)); else ask();
    } else if (event.key === "Enter" && list) {
      event.preventDefault();
      if (options[at]) take(options[at]);
    } else if (event.key === "Escape" && list) {
      event.stopPropagation();
      close();
    }
  });
}
$$(".lookup").forEach(setUpLookup);

/* Parts of a form that one choice shows */
on("change", "input[type=radio]", (_, input) => $$(`[data-when="${input.name}"]`, input.form ?? document).forEach(part => {
  part.hidden = !part.dataset.values.split(" ").includes(input.value);
}));

/* The end of the session: a warning before it, and afterwards nothing is sent that would be lost */
let prolong = () => {};
if (document.body.dataset.session) {
  const {left, most, url, sign_in} = JSON.parse(document.body.dataset.session), now = () => Date.now() / 1000;
  const tabs = new BroadcastChannel("session"), soon = Math.min(300, left / 2), last = now() + most;
  const bar = make("div", {className: "alert warning expiry", hidden: true}), text = make("div");
  const more = make("button", {type: "button", className: "button small", textContent: say("go_on")});
  const door = make("a", {className: "button small", href: sign_in, target: "_blank", textContent: say("sign_in")});
  let end = now() + left;
  bar.setAttribute("role", "alert");
  bar.append(text, more, door);
  document.body.prepend(bar);
  const look = () => {
    const rest = end - now(), minutes = Math.ceil(rest / 60);
    bar.hidden = rest > soon;
    const told = bar.hidden ? "" : rest <= 0 ? say("has_ended") : say(end > last - 5 ? "ends_anyway" : "ends_soon", minutes);
    if (text.textContent !== told) text.textContent = told;
    more.hidden = rest <= 0 || end > last - 5;
    door.hidden = rest > 0;
  };
  const until = (moment, told) => { end = moment; look(); if (!told) tabs.postMessage(end); };
  const ask = async () => {
    const answer = await fetch(url, {headers: {Accept: "application/json"}});
    if (answer.ok) until(now() + (await answer.json()).left);
    else if (answer.status === 401) until(0, true);
    return answer.ok;
  };
  prolong = () => { if (end < now() + left - 120) until(Math.min(last, now() + left - 120)); };
  tabs.onmessage = event => { if (event.data > end) until(event.data, true); };
  tabs.postMessage(end);
  more.addEventListener("click", () => ask().catch(() => { text.textContent = say("offline"); }));
  document.addEventListener("submit", async event => {
    if (now() < end || event.target.method !== "post") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (await ask().catch(() => false)) event.target.requestSubmit(event.submitter); else door.focus();
  }, true);
  document.addEventListener("visibilitychange", () => { look(); if (!document.hidden && now() >= end) ask().catch(() => {}); });
  setInterval(look, 5000);
  look();
}

/* Unsaved input, autosave, one press only */
const dirty = new Set();
let leaving = false;
on("input", "form[data-guard], form[data-autosave]", (_, form) => dirty.add(form));
addEventListener("beforeunload", event => { if (!leaving && dirty.size) { event.preventDefault(); event.returnValue = say("unsaved"); } });
addEventListener("pageshow", () => { leaving = false; $$("form[data-busy]").forEach(free); });
const free = form => {
  delete form.dataset.busy;
  $$("button", form).forEach(button => { button.disabled = false; });
};
document.addEventListener("submit", event => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog") return;
  if (form.dataset.busy !== undefined) { event.preventDefault(); return; }
  leaving = true;
  if (form.dataset.once !== undefined) {
    form.dataset.busy = "";
    setTimeout(() => $$("button", form).forEach(button => { button.disabled = true; }));
  }
});

$$("form[data-autosave]").forEach(form => {
  const note = $("[data-autosave-note]", form);
  let timer, running = null, again = false, stopped = false;
  const tell = (text, bad = false) => { if (note) { note.textContent = text; note.classList.toggle("bad", bad); } };
  const later = delay => { clearTimeout(timer); timer = setTimeout(save, delay); };
  const post = async () => {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    tell(say("saving"));
    let answer;
    try {
      answer = await fetch(form.dataset.autosave, {method: "POST", body: data, headers: {Accept: "application/json", "X-Requested-With": "fetch"}});
    } catch {
      tell(`${say("not_saved")} ${say("offline")}`, true);
      dirty.add(form);
      later(10000);
      return;
    }
    const body = await answer.json().catch(() => ({}));
    if (body.version && form.elements.version) form.elements.version.value = body.version;
    if (answer.ok) prolong();
    if (answer.ok) tell(say("saved", body.saved_at || new Date().toTimeString().slice(0, 5)));
    else { tell(`${say("not_saved")} ${body.message || answer.status}`, true); dirty.add(form); stopped = answer.status === 409; }
  };
  const save = async () => {
    if (stopped) return;
    if (running) { again = true; return; }
    again = false;
    dirty.delete(form);
    running = post();
    await running;
    running = null;
    if (again) later(300);
  };
  form.addEventListener("input", () => later(2000));
  form.addEventListener("change", () => later(2000));
  addEventListener("online", () => { if (dirty.has(form)) later(0); });
  form.addEventListener("submit", async event => {
    clearTimeout(timer);
    again = false;
    if (!running) return;
    event.preventDefault();
    await running;
    form.requestSubmit(event.submitter);
  });
});

/* Files before they are sent */
const picture = async (file, canvas, height) => {
  const bitmap = await createImageBitmap(file);
  const ratio = Math.min(1, height / bitmap.height);
  canvas.width = Math.round(bitmap.width * ratio);
  canvas.height = Math.round(bitmap.height * ratio);
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return bitmap;
};
const checkPhoto = (box, file, bitmap) => {
  const limits = JSON.parse(box.dataset.photo);
  const ratio = bitmap ? bitmap.width / bitmap.height : null;
  const above = (value, limit) => limit == null || value > limit;
  const formats = (limits.formats || ["JPG"]).map(name => name.toUpperCase().replace("JPG", "JPEG"));
  const verdicts = {
    format: [formats.includes(file.type.replace("image/", "").toUpperCase()), file.name.split(".").pop().toUpperCase()],
    size: [above(file.size, limits.min_bytes) && (limits.max_bytes == null || file.size < limits.max_bytes), size(file.size)],
    pixels: bitmap && [above(bitmap.width, limits.min_width) && above(bitmap.height, limits.min_height), `${bitmap.width}×${bitmap.height}`],
    ratio: bitmap && [(limits.min_ratio == null || ratio >= Number(limits.min_ratio)) && (limits.max_ratio == null || ratio <= Number(limits.max_ratio)), ratio.toFixed(3)],
  };
  $$("[data-check]", box).forEach(item => {
    const verdict = verdicts[item.dataset.check];
    item.classList.toggle("met", Boolean(verdict?.[0]));
    item.classList.toggle("unmet", Boolean(verdict && !verdict[0]));
    $(".found", item).textContent = verdict ? say("found", verdict[1]) : "";
  });
};
on("change", "input[type=file][data-preview]", async (_, input) => {
  const zone = input.closest(".drop-zone"), photo = input.closest("[data-photo]"), limit = Number(input.dataset.maxBytes || 0);
  $$("canvas, ul", zone).forEach(old => old.remove());
  const list = make("ul");
  for (const file of input.files) {
    const over = limit && file.size > limit;
    list.append(make("li", {textContent: over ? say("too_large", `${file.name} (${size(file.size)})`, size(limit)) : `${file.name} · ${size(file.size)}`, className: over ? "over-limit" : ""}));
    let bitmap = null;
    if (file.type.startsWith("image/")) {
      const canvas = make("canvas");
      try { bitmap = await picture(file, canvas, photo ? 480 : 240); } catch { bitmap = null; }
      if (bitmap && photo) $(".frame", photo).replaceChildren(canvas);
      else if (bitmap) zone.append(canvas);
    }
    if (photo) checkPhoto(photo, file, bitmap);
  }
  if (!photo || limit) zone.append(list);
});
for (const [type, over] of [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]]) {
  on(type, ".drop-zone", (event, zone) => {
    event.preventDefault();
    zone.classList.toggle("over", over);
    const input = $("input[type=file]", zone);
    if (type === "drop" && event.dataTransfer.files.length) { input.files = event.dataTransfer.files; input.dispatchEvent(new Event("change", {bubbles: true})); }
  });
}

/* Files shown in place */
const viewer = $(".viewer");
if (viewer) {
  const links = $$("[data-view]"), body = $(".body", viewer);
  let at = -1;
  const shut = () => {
    viewer.hidden = true;
    body.replaceChildren();
    links[at]?.removeAttribute("aria-current");
    links[at]?.focus();
  };
  const show = next => {
    links[at]?.removeAttribute("aria-current");
    at = (next + links.length) % links.length;
    const link = links[at], kind = link.dataset.view;
    link.setAttribute("aria-current", "true");
    $("[data-name]", viewer).textContent = link.textContent;
    $("[data-place]", viewer).textContent = `${at + 1} / ${links.length}`;
    $("[data-open]", viewer).href = link.href;
    body.replaceChildren(
      kind === "application/pdf" ? make("iframe", {src: link.href, title: link.textContent})
        : kind.startsWith("image/") ? make("img", {src: link.href, alt: link.textContent})
          : make("p", {textContent: say("no_preview")}));
    viewer.hidden = false;
  };
  on("click", "[data-view]", (event, link) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(links.indexOf(link));
    $("[data-close]", viewer).focus();
  });
  on("click", ".viewer [data-step]", (_, button) => show(at + Number(button.dataset.step)));
  on("click", ".viewer img", (_, image) => image.classList.toggle("whole"));
  on("click", ".viewer [data-close]", shut);
  document.addEventListener("keydown", event => { if (event.key === "Escape" && !viewer.hidden) shut(); });
}

/* Signature */
$$("[data-signature]").forEach(pad => {
  const canvas = $("canvas", pad), hidden = $("input[type=hidden]", pad), state = $("[data-state]", pad), unsigned = state.textContent;
  const context = canvas.getContext("2d"), strokes = [];
  let stroke = null;
  const draw = () => {
    const scale = Math.max(devicePixelRatio || 1, 2), {width, height} = canvas.getBoundingClientRect();
    if (canvas.width !== Math.round(width * scale)) { canvas.width = Math.round(width * scale); canvas.height = Math.round(height * scale); }
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.fillStyle = "#fff";
    context.fillRect(0, 0, width, height);
    Object.assign(context, {strokeStyle: "#101828", fillStyle: "#101828", lineWidth: 3.2, lineCap: "round", lineJoin: "round"});
    for (const points of strokes) {
      context.beginPath();
      context.moveTo(points[0][0], points[0][1]);
      points.forEach(([x, y], index) => {
        const [nextX, nextY] = points[index + 1] || [x, y];
        context.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
      });
      context.lineTo(...points[points.length - 1]);
      context.stroke();
    }
  };
  const keep = () => {
    hidden.value = strokes.length ? canvas.toDataURL("image/png") : "";
    state.textContent = strokes.length ? "" : unsigned;
    hidden.dispatchEvent(new Event("input", {bubbles: true}));
  };
  const point = event => { const box = canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
  canvas.addEventListener("pointerdown", event => {
    if (event.button) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    stroke = [point(event)];
    strokes.push(stroke);
    draw();
  });
  canvas.addEventListener("pointermove", event => {
    if (!stroke) return;
    for (const part of event.getCoalescedEvents?.() || [event]) stroke.push(point(part));
    draw();
  });
  for (const type of ["pointerup", "pointercancel"]) canvas.addEventListener(type, () => { if (stroke) { stroke = null; keep(); } });
  $("[data-clear]", pad).addEventListener("click", () => { strokes.length = 0; draw(); keep(); });
  new ResizeObserver(() => { if (!stroke) draw(); }).observe(canvas);
});

/* Jobs */
$$("[data-job]").forEach(job => {
  const look = async () => {
    const answer = await fetch(job.dataset.job, {headers: {Accept: "application/json"}}).catch(() => null);
    if (!answer?.ok) { setTimeout(look, 8000); return; }
    const state = await answer.json();
    Object.assign($("progress", job), {max: state.total || 1, value: state.done});
    $("[data-count]", job).textContent = `${state.done} / ${state.total}`;
    $("[data-text]", job).textContent = state.text || "";
    if (state.finished) location.reload(); else setTimeout(look, 2000);
  };
  setTimeout(look, 1000);
});

$("[data-summary]")?.focus();
})();
