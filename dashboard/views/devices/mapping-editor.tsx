/** Says how somebody's own JSON is read, by pointing at a packet that came; what it would say is shown as it is typed. */
import { useSignal } from '@preact/signals'
import { METRICS } from '../../../core/contract/metric.ts'
import { isRejected } from '../../../core/contract/reading.ts'
import { type Leaf, leavesOf } from '../../../core/mapping/path.ts'
import { readMapped } from '../../../core/mapping/read.ts'
import { rejectionText } from '../../../core/text/devices.ts'
import { metricTexts } from '../../../core/text/metrics.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { valueParts } from '../../data/shown.ts'
import { site } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { FormFoot, onSubmit, SelectField, TextField } from '../../widgets/field.tsx'
import { fieldDraft, type MappingDraft, mappingFrom, metricFor, NO_PATH } from './mapping-draft.ts'
import { MappingFieldForm } from './mapping-field.tsx'
import { d } from './words.ts'

export function MappingEditor({ draft, close }: { draft: MappingDraft; close: () => void }) {
  const attempt = useAttempt()
  const told = useSignal('')
  const leaves = leavesOf(jsonOf(draft.sample.value))
  const save = () =>
    attempt.run(async () => {
      const body = { ...mappingFrom(draft), siteId: site.value?.id ?? '' }
      if (draft.id === null) await call(api.createMapping, { body })
      else await call(api.changeMapping, { params: { id: draft.id }, body })
      told.value = await readEarlierPackets(draft)
      close()
    })
  const remove = () =>
    attempt.run(async () => {
      await call(api.deleteMapping, { params: { id: draft.id ?? '' } })
      close()
    })
  return (
    <form class="stack" onSubmit={onSubmit(() => void save())} data-testid="mapping-editor">
      <h2>{draft.id === null ? d('mappingNew') : draft.name.value}</h2>
      <div class="card form">
        <TextField label={w('name')} value={draft.name} required />
        <TextField
          label={d('mappingTopic', { device: '{device}' })}
          value={draft.topic}
          maxLength={200}
          required
        />
        <PathField label={d('devicePath')} value={draft.devicePath} leaves={leaves} />
        <PathField label={d('timePath')} value={draft.timePath} leaves={leaves} />
      </div>
      <div class="two">
        <Sample draft={draft} leaves={leaves} />
        <div class="stack">
          {draft.fields.value.map(field => (
            <MappingFieldForm
              key={field.path}
              field={field}
              remove={() => (draft.fields.value = draft.fields.value.filter(one => one !== field))}
            />
          ))}
          <Preview draft={draft} />
        </div>
      </div>
      <Order draft={draft} />
      <p role="status">{told.value}</p>
      <FormFoot
        attempt={attempt}
        valid={draft.fields.value.length > 0}
        cancel={close}
        remove={draft.id === null ? undefined : () => void remove()}
      />
    </form>
  )
}

function PathField(props: { label: string; value: MappingDraft['timePath']; leaves: readonly Leaf[] }) {
  const known = props.leaves.map(({ path }) => path).filter(path => path !== '')
  const here = props.value.value
  const paths = here === NO_PATH || known.includes(here) ? known : [here, ...known]
  return (
    <SelectField
      label={props.label}
      value={props.value}
      choices={[
        { value: NO_PATH, label: d('inNoField') },
        ...paths.map(path => ({ value: path, label: path })),
      ]}
    />
  )
}

function Sample({ draft, leaves }: { draft: MappingDraft; leaves: readonly Leaf[] }) {
  const add = ({ path, value }: Leaf) => {
    const metric = metricFor(path, value)
    // Most states are seen first in the one that matters.
    const trueWords = METRICS[metric].kind === 'state' && typeof value === 'string' ? [value] : []
    draft.fields.value = [...draft.fields.value, fieldDraft({ path, metric, trueWords })]
  }
  return (
    <section class="card stack">
      <label class="field">
        <span>{d('mappingSample')}</span>
        <textarea
          rows={6}
          value={draft.sample.value}
          onInput={event => (draft.sample.value = event.currentTarget.value)}
        />
      </label>
      <h3>{d('mappingFields')}</h3>
      <p class="small quiet">{d('mappingPick')}</p>
      <div class="chips">
        {leaves.map(leaf => (
          <button
            key={leaf.path}
            type="button"
            class="chip breakable"
            disabled={draft.fields.value.some(({ path }) => path === leaf.path)}
            onClick={() => add(leaf)}
          >
            {leaf.path || '·'} = {JSON.stringify(leaf.value)}
          </button>
        ))}
      </div>
    </section>
  )
}

/** The product's own reader, run here: what is shown is what will be stored. */
function Preview({ draft }: { draft: MappingDraft }) {
  const rules = { ...mappingFrom(draft), id: 'preview', siteId: '' }
  const decoding = readMapped(rules, draft.sampleTopic, draft.sample.value)
  const values = isRejected(decoding) ? [] : decoding.flatMap(one => one.values)
  const faults = isRejected(decoding) ? [decoding.rejected] : decoding.flatMap(one => one.faults ?? [])
  return (
    <section class="card stack sunk" aria-live="polite" data-testid="mapping-preview">
      <h3>{d('mappingPreview')}</h3>
      {!isRejected(decoding) && decoding[0] !== undefined && (
        <p>
          {d('mappingDevice')}: <b>{decoding[0].name}</b>
        </p>
      )}
      <dl class="facts">
        {values.map(({ metric, value, unit, channel }) => {
          const parts =
            typeof value === 'string'
              ? { text: value, unit: '' }
              : valueParts(Number(value), metric, unit ?? '')
          return (
            <div key={`${metric}/${channel}`}>
              <dt>
                {n(metricTexts[metric])}
                {channel !== undefined && ` · ${channel}`}
              </dt>
              <dd class="live-value">
                {parts.text} {parts.unit}
              </dd>
            </div>
          )
        })}
      </dl>
      {faults.map(({ code, message }) => (
        <p key={message} class="small problem">
          {n(rejectionText(code))} · {message}
        </p>
      ))}
      {values.length === 0 && faults.length === 0 && <p class="quiet">{d('mappingNothing')}</p>}
    </section>
  )
}

function Order({ draft }: { draft: MappingDraft }) {
  return (
    <details class="card">
      <summary>{d('orderTitle')}</summary>
      <div class="form">
        <TextField label={d('orderTopic')} value={draft.orderTopic} maxLength={200} />
        <TextField label={d('orderOn')} value={draft.orderOn} maxLength={1000} />
        <TextField label={d('orderOff')} value={draft.orderOff} maxLength={1000} />
      </div>
    </details>
  )
}

/** What came before the mapping was there is read now: the reason it was kept. */
async function readEarlierPackets(draft: MappingDraft): Promise<string> {
  const packets = await call(api.listRejections, { query: { limit: 200 } })
  const rules = { ...mappingFrom(draft), id: 'again', siteId: '' }
  const ids = packets
    .filter(({ cut, topic, payload }) => !cut && !isRejected(readMapped(rules, topic, payload)))
    .map(({ id }) => id)
  if (ids.length === 0) return ''
  return d('decodedAgain', { ...(await call(api.decodeRejectionsAgain, { body: { ids } })) })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
