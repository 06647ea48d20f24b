/** Words to choose one of, as large keys: why something is not as it should be. */

import type { ReactNode } from "react";

interface Props {
  /** What the group is called for whoever does not see it. */
  readonly label: string;
  readonly words: readonly string[];
  readonly chosen: string | null;
  readonly onChoose: (word: string) => void;
  readonly className: string;
  /** What stands above the keys. */
  readonly children?: ReactNode;
}

export function Reasons({ label, words, chosen, onChoose, className, children }: Props) {
  return (
    <fieldset className={className} aria-label={label}>
      {children}
      {words.map((word) => (
        <button
          type="button"
          className="key"
          aria-pressed={chosen === word}
          key={word}
          onClick={() => onChoose(word)}
        >
          {word}
        </button>
      ))}
    </fieldset>
  );
}
