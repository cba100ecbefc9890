/**
 * The letters of printed documents: Noto Sans SC (SIL Open Font License), brought by npm, so that a document looks the
 * same on a machine without a single font. A document carries only the letters it uses.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const PACKAGE = '@expo-google-fonts/noto-sans-sc'

export interface PaperFonts {
  readonly regular: Buffer
  readonly bold: Buffer
}

let fonts: PaperFonts | undefined

/** Read once, 10 MB each, when the first document is printed. */
export function paperFonts(): PaperFonts {
  fonts ??= {
    regular: readFileSync(require.resolve(`${PACKAGE}/400Regular/NotoSansSC_400Regular.ttf`)),
    bold: readFileSync(require.resolve(`${PACKAGE}/700Bold/NotoSansSC_700Bold.ttf`)),
  }
  return fonts
}
