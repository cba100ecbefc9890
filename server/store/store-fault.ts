/** A store that cannot be opened as it is: somebody has to look. The message is one line that names the path. */
export class StoreFault extends Error {
  readonly path: string
  constructor(path: string, what: string, cause?: unknown) {
    super(`${path}: ${what}`, cause === undefined ? undefined : { cause })
    this.name = 'StoreFault'
    this.path = path
  }
}

/** The first line of whatever was thrown. */
export function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.split('\n', 1)[0] ?? text
}
