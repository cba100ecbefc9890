/**
 * Which model a LoRaWAN device is, and who decodes its frames.
 *
 * LoRaWAN itself does not say. In this order it is known from: the device repository of the network server
 * (`version_ids.model_id`), a tag `model`, the device profile's name, the device's name or id, where a model's name must
 * stand as a word of its own ("Milesight EM300-TH, EU868"); and from the EUI, for the few makers' blocks that belong to
 * one model. A text that names two models names none.
 */
import { cayenne } from './cayenne.ts'
import { DRAGINO } from './dragino.ts'
import type { FrameDecoder } from './frame.ts'
import { MILESIGHT } from './milesight.ts'

const DECODERS: Readonly<Record<string, FrameDecoder>> = {
  ...MILESIGHT,
  ...DRAGINO,
  'cayenne-lpp': cayenne,
  cayennelpp: cayenne,
}
/** Milesight's block for the EM300-TH. */
const EUI_BLOCKS: Readonly<Record<string, string>> = { '24e124136b': 'em300-th' }
const HINT_MAX_CHARS = 200

export interface Model {
  readonly name: string
  readonly decode: FrameDecoder
}

/** `hints` are texts that may name the model, the most certain first. */
export function modelOf(hints: readonly unknown[], eui: string | undefined): Model | undefined {
  for (const hint of hints) {
    const name = typeof hint === 'string' ? named(hint.slice(0, HINT_MAX_CHARS)) : undefined
    if (name !== undefined) return modelByName(name)
  }
  const block = EUI_BLOCKS[eui?.slice(0, 10).toLowerCase() ?? '']
  return block === undefined ? undefined : modelByName(block)
}

export function modelByName(name: string): Model | undefined {
  const decode = Object.hasOwn(DECODERS, name) ? DECODERS[name] : undefined
  return decode && { name, decode }
}

/** Profiles are few and uplinks are many. Empty when nothing is named. */
const namedBefore = new Map<string, string>()
const TEXTS_MAX = 2000

function named(text: string): string | undefined {
  let name = namedBefore.get(text)
  if (name === undefined) {
    name = search(text) ?? ''
    if (namedBefore.size >= TEXTS_MAX) namedBefore.clear()
    namedBefore.set(text, name)
  }
  return name === '' ? undefined : name
}

function search(text: string): string | undefined {
  const words = `-${text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}-`
  const found = Object.keys(DECODERS).filter(name => words.includes(`-${name}-`))
  return found.length === 1 ? found[0] : undefined
}
