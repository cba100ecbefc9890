/** Is every reading being kept, and if not, why: one sentence, then the numbers behind it. */
import { useRef } from 'preact/hooks'
import type { IngestStatus } from '../../../core/contract/ingest.ts'
import type { Name } from '../../../core/contract/schema.ts'
import { certificateTexts } from '../../../core/text/certificate.ts'
import { rejectionText } from '../../../core/text/devices.ts'
import { localDay, NO_VALUE } from '../../../core/text/format.ts'
import { verdictOf, healthTexts as words } from '../../../core/text/health.ts'
import { fill } from '../../../core/text/text.ts'
import { api, call } from '../../data/api.ts'
import { language } from '../../data/preferences.ts'
import { useResource } from '../../data/resource.ts'
import { duration, moment, number } from '../../data/shown.ts'
import { now, timeZone } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import { HolidayWarning } from '../../widgets/holiday-warning.tsx'
import { StateChip } from '../../widgets/state-chip.tsx'

const REFRESH_MS = 5000
const MB = 1e6
/** With fewer, what an empty database takes hides what a reading takes. */
const TELLING_READINGS = 100_000

interface Sample {
  readonly at: number
  readonly packets: number
}

export function Health() {
  const [resource, again] = useResource(() => call(api.getIngest), 'ingest', { everyMs: REFRESH_MS })
  return (
    <Answer resource={resource} again={again}>
      {status => (
        <>
          <Summary status={status} />
          <HolidayWarning />
          <div class="grid wide">
            <WayIn status={status} />
            <Kept status={status} />
            <Machine status={status} />
          </div>
          <Refused rejections={status.rejections} />
          <p class="row">
            <a href="/api/docs">{n(words.apiDocs)}</a>
            <a href="/metrics">{n(words.metrics)}</a>
          </p>
        </>
      )}
    </Answer>
  )
}

function Summary({ status }: { status: IngestStatus }) {
  const { state, sentence, advice } = verdictOf(status)
  return (
    <section class="stack" role="status" data-testid="health-sentence">
      <p class="row">
        <StateChip state={state} />
        <b>{n(sentence)}</b>
      </p>
      {advice !== null && <p class="quiet">{n(advice)}</p>}
    </section>
  )
}

function Facts({ title, rows }: { title: Name; rows: readonly (readonly [Name, string])[] }) {
  return (
    <section class="card stack">
      <h2>{n(title)}</h2>
      <dl class="facts">
        {rows.map(([label, value]) => (
          <div key={label.en}>
            <dt>{n(label)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function WayIn({ status }: { status: IngestStatus }) {
  const perS = usePerSecond({ at: status.at, packets: status.packets })
  const rate = perS === null ? NO_VALUE : `${number(perS, perS < 10 ? 1 : 0)} ${n(words.perSecond)}`
  return (
    <Facts
      title={words.wayIn}
      rows={[
        [words.packets, `${number(status.packets)} · ${rate}`],
        [words.clients, number(status.clients)],
        [words.queue, number(status.queueDepth)],
        ...certificateRow(status),
      ]}
    />
  )
}

/** Nothing without TLS. */
function certificateRow({ tls }: IngestStatus): (readonly [Name, string])[] {
  if (tls === undefined) return []
  const text = tls.refused === null ? certificateTexts.until : certificateTexts.untilRefused
  const date = localDay(tls.validTo, timeZone.value)
  return [[certificateTexts.label, fill(text, language.value, { date })]]
}

function Kept({ status }: { status: IngestStatus }) {
  const { store, durableAckMs: ack, stored, duplicates } = status
  const values = ack === null ? undefined : { p50: number(ack.p50), p99: number(ack.p99) }
  const each =
    store.bytes !== null && store.readings !== null && store.readings >= TELLING_READINGS
      ? ` · ${fill(words.perReading, language.value, { bytes: number(store.bytes / store.readings, 1) })}`
      : ''
  return (
    <Facts
      title={words.kept}
      rows={[
        [words.stored, number(stored)],
        [words.duplicates, number(duplicates)],
        [words.ack, values === undefined ? n(words.ackNone) : fill(words.ackValue, language.value, values)],
        [words.store, store.kind === 'duckdb' ? 'DuckDB' : 'InfluxDB'],
        [words.readings, number(store.readings)],
        [words.size, store.bytes === null ? NO_VALUE : `${number(store.bytes / MB)} MB${each}`],
        [words.since, store.earliest === null ? NO_VALUE : moment(store.earliest)],
        [words.spooled, number(store.spooled)],
      ]}
    />
  )
}

function Machine({ status: { machine } }: { status: IngestStatus }) {
  return (
    <Facts
      title={words.machine}
      rows={[
        [words.running, duration(Math.max(0, now.value - machine.startedAt))],
        [words.memory, `${number(machine.residentBytes / MB)} MB`],
        [words.loopDelay, `${number(machine.loopDelayMs.p99)} ms`],
      ]}
    />
  )
}

function Refused({ rejections }: { rejections: IngestStatus['rejections'] }) {
  const counts = Object.entries(rejections).sort((a, b) => b[1] - a[1])
  return (
    <section class="card stack">
      <h2>{n(words.refused)}</h2>
      <p class="quiet">{n(counts.length === 0 ? words.refusedNone : words.refusedText)}</p>
      {counts.length > 0 && (
        <ul class="list">
          {counts.map(([code, count]) => (
            <li key={code}>
              <span class="item between">
                <span>{n(rejectionText(code))}</span> <b>{number(count)}</b>
              </span>
            </li>
          ))}
        </ul>
      )}
      {counts.length > 0 && <a href="/devices/rejections">{n(words.samples)}</a>}
    </section>
  )
}

/** From one answer to the next; null until there are two. */
function usePerSecond(sample: Sample): number | null {
  const held = useRef<{ last: Sample; perS: number | null }>({ last: sample, perS: null })
  const { last } = held.current
  if (sample.at > last.at) {
    // A restart begins to count again.
    const more = sample.packets >= last.packets ? sample.packets - last.packets : sample.packets
    held.current = { last: sample, perS: (more / (sample.at - last.at)) * 1000 }
  }
  return held.current.perS
}
