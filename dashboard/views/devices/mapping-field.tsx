/** One field of somebody's JSON: what it is, in which unit, and what it takes to read it. */
import { METRIC_NAMES, METRICS, type Metric } from '../../../core/contract/metric.ts'
import { unitsFor } from '../../../core/points/units.ts'
import { metricTexts } from '../../../core/text/metrics.ts'
import { unit } from '../../data/shown.ts'
import { n } from '../../data/words.ts'
import { SelectField, TextField } from '../../widgets/field.tsx'
import type { FieldDraft } from './mapping-draft.ts'
import { d } from './words.ts'

export function MappingFieldForm({ field, remove }: { field: FieldDraft; remove: () => void }) {
  const { kind, unit: own } = METRICS[field.metric.value]
  return (
    <fieldset class="card stack">
      <legend class="breakable">
        <b>{field.path || '·'}</b>
      </legend>
      <div class="form">
        <SelectField label={d('metricWord')} value={field.metric} choices={METRIC_CHOICES()} />
        {(kind === 'gauge' || kind === 'counter') && (
          <SelectField
            label={d('sentUnit')}
            value={field.unit}
            choices={[
              { value: '', label: d('ownUnit', { unit: unit(own) || '–' }) },
              ...unitsFor(field.metric.value)
                .filter(word => word !== own)
                .map(word => ({ value: word, label: word })),
            ]}
          />
        )}
      </div>
      <details open={kind === 'state'}>
        <summary>{d('moreOfField')}</summary>
        <div class="form">
          {kind === 'state' ? (
            <>
              <TextField label={d('trueWords')} value={field.trueWords} />
              <TextField label={d('falseWords')} value={field.falseWords} />
            </>
          ) : (
            <>
              <TextField label={d('scaleWord')} value={field.scale} />
              <TextField label={d('offsetWord')} value={field.offset} />
              <TextField label={d('nothingNumbers')} value={field.nothing} />
            </>
          )}
          <TextField label={d('channelWord')} value={field.channel} maxLength={64} />
        </div>
      </details>
      <button type="button" class="button plain" onClick={remove}>
        {d('removeField')}
      </button>
    </fieldset>
  )
}

const METRIC_CHOICES = () =>
  METRIC_NAMES.map((metric: Metric) => ({ value: metric, label: n(metricTexts[metric]) }))
