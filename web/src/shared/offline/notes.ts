/** Small notes on the device: what is full makes room, and never stands in the way of work. */

/** Pictures of the plant, read anew whenever there is a network. */
const PICTURES = "taktline.kept.";

/** Write a note where it says anything new; where the device is full, others make room first. */
export function keepNote(name: string, text: string): void {
  if (localStorage.getItem(name) === text) return;
  try {
    localStorage.setItem(name, text);
  } catch {
    makeRoom(name);
    try {
      localStorage.setItem(name, text);
    } catch {
      // It is still full: the work goes on without this note.
    }
  }
}

function makeRoom(but: string): void {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PICTURES) && key !== but) localStorage.removeItem(key);
  }
}
