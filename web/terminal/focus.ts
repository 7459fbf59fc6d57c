/** Where somebody is writing or deciding something; the keyboard is not taken from there. */
const BUSY = 'input, textarea, select, [contenteditable="true"], [role="dialog"]'

/**
 * Whether a terminal that appears may take the keyboard: from the page or another terminal, but
 * not out of a form.
 */
export const mayTakeFocus = (holder: Element | null): boolean =>
  holder === null || holder.matches('.xterm-helper-textarea') || holder.closest(BUSY) === null
