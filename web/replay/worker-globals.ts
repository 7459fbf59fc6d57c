/**
 * Imported before @xterm/headless in a worker: it takes whatever is not Node for a page and reads
 * `window`, of which a worker has all that it needs under `self`.
 */
Object.assign(self, { window: self })
