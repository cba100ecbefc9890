/**
 * JSON of no known dialect, read the way somebody showed in the browser (see core/mapping).
 *
 * Any topic a mapping names; any JSON. Orders go to the topic the mapping names. Source: our own.
 */
import type { Mapping } from '../../core/contract/mapping.ts'
import { readMapped } from '../../core/mapping/read.ts'
import { matchOf } from '../../core/mapping/topic.ts'
import type { MappingBook } from '../../core/ports.ts'
import type { Codec } from './codec.ts'
import { textOf } from './json.ts'

/** Before all other dialects: who maps a topic means it. */
export function mapped(book: Pick<MappingBook, 'current'>): Codec {
  const ruling = (topic: string): Mapping | undefined =>
    book.current().find(mapping => matchOf(mapping.topic, topic) !== undefined)
  return {
    name: 'mapped',
    claims: topic => ruling(topic) !== undefined,
    decode({ topic, payload }) {
      const mapping = ruling(topic)
      return mapping === undefined ? [] : readMapped(mapping, topic, textOf(payload))
    },
    encode({ kind, forS }, address) {
      const split = address.indexOf('/')
      const mapping = book.current().find(({ id }) => id === address.slice(0, split))
      if (mapping?.order == null) return undefined
      const filled = (text: string) =>
        text.replaceAll('{device}', () => address.slice(split + 1)).replaceAll('{seconds}', String(forS ?? 0))
      const on = kind === 'valve.open' || kind === 'switch.on'
      return [
        { topic: filled(mapping.order.topic), payload: filled(on ? mapping.order.on : mapping.order.off) },
      ]
    },
  }
}
