"use strict";

// Keys, clocks, dialogs, and keeping hold of an item; every page works without it, by mouse and form.

const IDLE_MS = 4 * 60 * 1000;
const SELDOM_MS = 20 * 1000;
const OFTEN_MS = 500;
// Where this tab keeps what was written for as long as undo is offered.
const WRITTEN = "written";

const typing = (node) => node.matches("input, textarea, select");
const all = (selector) => [...document.querySelectorAll(selector)];

// --- keys -------------------------------------------------------------------------------------

function move(step) {
  const rows = all("[data-row]");
  const at = rows.indexOf(document.activeElement);
  const row = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
  if (row) { row.focus(); row.scrollIntoView({ block: "nearest" }); }
}

const keys = {
  j: () => move(1),
  k: () => move(-1),
  q: () => { location.href = "/queue"; },
  e: () => { const text = document.getElementById("text"); if (text) { text.focus(); } },
  "?": () => show("keys"),
};

document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]") || event.isComposing) { return; }
  const text = event.target.id === "text" ? event.target : null;
  if (text && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    text.form.requestSubmit();
    return;
  }
  if (event.key === "Escape" && typing(event.target)) { event.target.blur(); return; }
  // With Alt also from within the text; by the key's place, as Alt makes other characters of some.
  const digit = /^Digit([1-9])$/.exec(event.code);
  if (digit && (event.altKey || !typing(event.target)) && !event.ctrlKey && !event.metaKey) {
    const use = all("[data-use]:not([data-key])")[Number(digit[1]) - 1];
    if (use) { event.preventDefault(); use.click(); }
    return;
  }
  if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) { return; }
  const button = document.querySelector(`[data-key="${CSS.escape(event.key)}"]:not(:disabled)`);
  if (button) {
    event.preventDefault();
    // What cannot be undone by the next key is only offered: Enter confirms it.
    if ("focus" in button.dataset) { button.focus(); } else { button.click(); }
  } else if (keys[event.key]) {
    event.preventDefault();
    keys[event.key]();
  }
});

// On a phone the pages' names are in a row that scrolls: the one that is open is in sight.
const here = document.querySelector("nav [aria-current]");
if (here) { here.scrollIntoView({ block: "nearest", inline: "center" }); }

// --- dialogs and suggestions ------------------------------------------------------------------

function show(id) {
  const dialog = document.getElementById(id);
  if (dialog) {
    dialog.showModal();
    const field = dialog.querySelector("input:not([type=hidden])");
    if (field) { field.focus(); }
  }
}

// Put a text in the editor as if it was typed, so that the browser's own undo takes it back.
function write(words) {
  const text = document.getElementById("text");
  text.focus();
  text.select();
  if (!document.execCommand("insertText", false, words)) {
    text.value = words;
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) { return; }
  if (button.dataset.open) { show(button.dataset.open); }
  if ("close" in button.dataset) { button.closest("dialog").close(); }
  if ("use" in button.dataset) {
    write(document.getElementById(button.dataset.use).textContent);
  }
});

// --- clocks -----------------------------------------------------------------------------------

function span(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) { return `${s} s`; }
  if (s < 3600) { return `${Math.floor(s / 60)} min ${String(s % 60).padStart(2, "0")} s`; }
  if (s < 86400) { return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`; }
  return `${Math.floor(s / 86400)} d`;
}

function tick() {
  const now = Date.now();
  for (const time of all("time[data-until]")) {
    const left = (Date.parse(time.dateTime) - now) / 1000;
    time.textContent = left > 0 ? `due in ${span(left)}` : `overdue by ${span(-left)}`;
    time.classList.toggle("soon", left < 120);
  }
  for (const time of all("time[data-since]")) {
    time.textContent = `${span((now - Date.parse(time.dateTime)) / 1000)} ago`;
  }
  for (const toast of all("[data-ends]")) {
    const left = (Date.parse(toast.dataset.ends) - now) / 1000;
    const clock = toast.querySelector("[data-left]");
    if (clock) { clock.textContent = `${Math.max(0, Math.ceil(left))} s`; }
    if (left <= 0) { toast.remove(); sessionStorage.removeItem(WRITTEN); }
  }
}
setInterval(tick, 1000);
document.addEventListener("htmx:afterSettle", tick);
document.addEventListener("htmx:sseMessage", tick);
tick();

// --- the item in hand -------------------------------------------------------------------------

const item = document.getElementById("item");

function lose(message) {
  const standing = document.getElementById("standing");
  standing.className = "standing taken";
  standing.textContent = message;
  const actions = document.getElementById("actions");
  if (actions) { actions.disabled = true; }
  all("dialog[open]").forEach((dialog) => dialog.close());
  item.dataset.standing = "lost";
}

if (item) {
  const path = `/items/${encodeURIComponent(item.dataset.item)}`;
  const stream = new EventSource(`${path}/stream`);
  stream.addEventListener("standing", (event) => {
    const now = JSON.parse(event.data);
    const was = item.dataset.standing;
    if (now.kind === was) { return; }
    if (was === "mine") {
      const who = { taken: `${now.holder} has this item now.`, free: "Your time with this item is over.",
        decided: "This item is decided." }[now.kind];
      lose(`${who} What you wrote is still here to copy.`);
    } else if (was !== "lost") {
      location.reload();
    }
  });
  window.addEventListener("pagehide", () => stream.close());

  let active = Date.now();
  for (const kind of ["keydown", "pointerdown", "pointermove", "scroll"]) {
    document.addEventListener(kind, () => { active = Date.now(); }, { passive: true });
  }
  // A third of the lease, so that one that is short outlasts a beat that went missing.
  let beat = SELDOM_MS;
  const setBeat = (lease) => { beat = Math.min(Math.max((lease * 1000) / 3, OFTEN_MS), SELDOM_MS); };
  const renew = async () => {
    if (item.dataset.standing !== "mine" || Date.now() - active > IDLE_MS) { return; }
    try {
      const token = JSON.parse(document.body.getAttribute("hx-headers"));
      const answer = await fetch(`${path}/renew`, { method: "POST", headers: token, redirect: "manual" });
      if (answer.ok) { setBeat(await answer.json()); }
      if (answer.status === 409) { lose("Your time with this item is over. What you wrote is still here to copy."); }
      if (answer.type === "opaqueredirect") { lose("You are signed out. What you wrote is still here to copy."); }
    } catch {
      // The line is down: the next beat tries again, and the lease ends by itself if none comes through.
    }
  };
  const keep = () => setTimeout(async () => { await renew(); keep(); }, beat);
  setBeat(Number(item.dataset.lease));
  if (item.dataset.standing === "mine") { keep(); }
}

// Undo brings back what was written, too.

function keepWritten(form) {
  const text = document.getElementById("text");
  if (form.id === "release" && text.value !== text.defaultValue) {
    sessionStorage.setItem(WRITTEN, JSON.stringify({ item: item.dataset.item, text: text.value }));
  } else if (form.id !== "undo") {
    sessionStorage.removeItem(WRITTEN);
  }
}

if (item && item.dataset.standing === "mine" && location.search.includes("notice=undone")) {
  const kept = JSON.parse(sessionStorage.getItem(WRITTEN) || "{}");
  if (kept.item === item.dataset.item) {
    const text = document.getElementById("text");
    text.value = kept.text;
    window.addEventListener("load", () => text.dispatchEvent(new Event("input", { bubbles: true })));
  }
}
if (!document.getElementById("undo")) { sessionStorage.removeItem(WRITTEN); }

// A form is sent once, however often Enter is struck.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") { return; }
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  keepWritten(form);
});
window.addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));
