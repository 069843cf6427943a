// Keying in by number: "12" and Enter marks row 12, again takes the mark away, "12-20" marks a range.
// Without this module the boxes are ticked one by one.

export function mount(form) {
  const quick = form.querySelector("[data-quick]");
  if (!quick) {
    return;
  }
  const field = quick.querySelector("input");
  const said = quick.querySelector("[data-said]");
  quick.hidden = false;
  if (matchMedia("(pointer: fine)").matches) {
    field.focus(); // on a phone the keyboard would hide the sheet
  }
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") {
      return;
    }
    event.preventDefault();
    const typed = field.value.replaceAll(" ", "");
    if (typed) {
      said.textContent = mark(form, typed, said.dataset);
    }
    field.select();
  });
  quick.querySelector("[data-all]").addEventListener("click", () => {
    for (const box of form.querySelectorAll("input[name=ky]:enabled")) {
      box.checked = true;
    }
    field.focus();
  });
}

function mark(form, typed, words) {
  const range = /^(\d{1,5})-(\d{1,5})$/.exec(typed);
  if (range) {
    const boxes = [];
    for (let number = Number(range[1]); number <= Math.min(Number(range[2]), Number(range[1]) + 99); number += 1) {
      boxes.push(boxOf(form, number));
    }
    const found = boxes.filter((box) => box && !box.disabled);
    for (const box of found) {
      box.checked = true;
    }
    return found.length ? `${typed}: ${words.marked}` : `${typed}: ${words.missing}`;
  }
  const box = /^\d{1,5}$/.test(typed) ? boxOf(form, Number(typed)) : null;
  if (!box) {
    return `${typed}: ${words.missing}`;
  }
  const row = box.closest("[data-row]");
  const name = row.querySelector("strong").textContent;
  row.scrollIntoView({ block: "nearest" });
  if (box.disabled) {
    return `${typed} ${name}: ${words.known}`;
  }
  box.checked = !box.checked;
  return `${typed} ${name}: ${box.checked ? words.marked : words.cleared}`;
}

function boxOf(form, number) {
  return form.querySelector(`[data-row="${number}"] input`);
}
