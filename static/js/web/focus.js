/* The summary of mistakes takes the focus, so that it is read first. */
export function mount(element) {
  element.focus({ preventScroll: false });
}
