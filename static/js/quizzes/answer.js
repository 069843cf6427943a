/* Saves an answer as soon as it is given and says so; without a network it waits and tries again.
   Without this module the same form is sent by its buttons. */
import { flush, isEmpty, put } from "./queue.js";

const TYPING_PAUSE = 800;
const RETRY_PAUSE = 5000;

export function mount(form) {
  const { url, attempt, kind, result } = form.dataset;
  const status = document.querySelector("[data-status]");
  let revision = Number(form.dataset.revision);
  let timer = 0;
  let isLeaving = false;

  const show = (text, state) => {
    status.textContent = text;
    status.dataset.state = state;
  };

  const told = (which, { status: code, body }, isNewest) => {
    if (code === 410) {
      show(body.message || body.error, "refused");
      if (!isLeaving) window.location.assign(result);
      return;
    }
    if (which !== url) return;
    revision = Math.max(revision, body.revision || 0);
    form.elements.revision.value = revision;
    if (!isNewest) return;
    if (code === 409) {
      fill(form, kind, body.answer);
      show(body.message, "stale");
    } else if (code < 300) {
      show(body.message, "saved");
    } else {
      show(body.error, "refused");
    }
  };

  const deliver = async () => {
    clearTimeout(timer);
    const isDone = await flush(attempt, told);
    if (!isDone || !isEmpty(attempt)) {
      if (status.dataset.state !== "refused") show(form.dataset.waiting, "waiting");
      timer = setTimeout(deliver, RETRY_PAUSE + Math.random() * RETRY_PAUSE);
    }
    return isDone && isEmpty(attempt);
  };

  const keep = () => {
    revision += 1;
    form.elements.revision.value = revision;
    put(attempt, url, { revision, value: valueOf(form, kind) });
    show(form.dataset.saving, "saving");
  };

  form.addEventListener("change", () => {
    keep();
    deliver();
  });
  form.addEventListener("input", (event) => {
    if (event.target.type !== "text") return;
    keep();
    clearTimeout(timer);
    timer = setTimeout(deliver, TYPING_PAUSE);
  });
  form.addEventListener("submit", async (event) => {
    if (isEmpty(attempt)) {
      isLeaving = true;
      return;
    }
    event.preventDefault();
    if (await deliver()) form.requestSubmit(event.submitter);
  });
  window.addEventListener("online", deliver);
  document.addEventListener("visibilitychange", () => document.hidden || isEmpty(attempt) || deliver());
  // Who answers while this module is still on its way has answered all the same.
  if (isTouched(form)) keep();
  if (!isEmpty(attempt)) deliver();
}

function isTouched(form) {
  return [...form.querySelectorAll('[name="value"]')].some((each) => {
    if (each.type === "radio" || each.type === "checkbox") return each.checked !== each.defaultChecked;
    if (!each.options) return each.value !== each.defaultValue;
    const first = [...each.options].findIndex((option) => option.defaultSelected);
    return each.selectedIndex !== Math.max(0, first);
  });
}

function valueOf(form, kind) {
  const inputs = [...form.querySelectorAll('[name="value"]')];
  const number = (text) => (text === "" ? null : Number(text));
  if (kind === "multiple") return inputs.filter((each) => each.checked).map((each) => Number(each.value));
  if (kind === "matching") return inputs.map((each) => number(each.value));
  if (kind === "short" || kind === "numeric") return inputs[0].value;
  const chosen = inputs.find((each) => each.checked);
  return chosen ? Number(chosen.value) : null;
}

function fill(form, kind, answer) {
  const inputs = [...form.querySelectorAll('[name="value"]')];
  if (kind === "short" || kind === "numeric") {
    inputs[0].value = answer ?? "";
  } else if (kind === "matching") {
    inputs.forEach((each, place) => {
      each.value = answer?.[place] ?? "";
    });
  } else {
    const chosen = kind === "multiple" ? answer || [] : [answer];
    inputs.forEach((each) => {
      each.checked = chosen.includes(Number(each.value));
    });
  }
}
