/** The words of a template expression. */

export type Token =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'operator'; readonly text: string }
  | { readonly kind: 'literal'; readonly value: string | number }

const TOKENS_MAX = 200
const TOKEN =
  /\s*(?:(?<word>[A-Za-z_][A-Za-z0-9_]*)|(?<number>\d+(?:\.\d+)?)|"(?<double>[^"\\]*)"|'(?<single>[^'\\]*)'|(?<operator>\/\/|==|!=|<=|>=|[-+*/%<>|.,()[\]]))/y

/** Undefined for anything that is not such an expression. */
export function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = []
  const end = text.trimEnd().length
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < end) {
    const groups = TOKEN.exec(text)?.groups
    if (groups === undefined || tokens.length >= TOKENS_MAX) return undefined
    const { word, number, double, single, operator } = groups
    if (word !== undefined) tokens.push({ kind: 'word', text: word })
    else if (operator !== undefined) tokens.push({ kind: 'operator', text: operator })
    else
      tokens.push({
        kind: 'literal',
        value: number === undefined ? (double ?? single ?? '') : Number(number),
      })
  }
  return tokens
}
