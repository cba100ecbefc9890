/** One icon of the Lucide set, drawn in the colour of its text. Decoration only: a word always stands beside it. */
export function Icon({ svg }: { svg: string }) {
  // Safe: the text is a file of our own build, never data
  return <span class="icon" aria-hidden="true" dangerouslySetInnerHTML={{ __html: svg }} />
}
