/** What watches for waste, by meter or by kind, the dearest group first; each group opens. */
import { useSignal } from '@preact/signals'
import type { MeterStatus } from '../../../core/contract/energy.ts'
import type { Detector, WasteKind } from '../../../core/contract/energy-waste.ts'
import { wasteTexts } from '../../../core/text/energy-waste.ts'
import { api, call } from '../../data/api.ts'
import { type Attempt, useAttempt } from '../../data/attempt.ts'
import { language } from '../../data/preferences.ts'
import { useResource } from '../../data/resource.ts'
import { money } from '../../data/shown.ts'
import { may } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { icons } from '../../widgets/icons.ts'
import { type DetectorGroup, type GroupBy, groupsOf } from './detector-groups.ts'
import { e, s } from './words.ts'

/** Less is nothing to look at. */
const TELLING = 0.01

export function Detectors({ list }: { list: readonly MeterStatus[] }) {
  const by = useSignal<GroupBy>('meter')
  const [resource, again] = useResource(
    () => Promise.all([call(api.listDetectors), call(api.listWaste)]),
    'detectors',
  )
  const attempt = useAttempt()
  const install = async (keys: string[]) => {
    if (await attempt.run(() => call(api.installDetectors, { body: { keys } }))) void again()
  }
  return (
    <section class="card stack">
      <h2>{e('detectors')}</h2>
      <Trouble error={attempt.trouble.value} />
      <Answer resource={resource} again={again} skeletons={1}>
        {([detectors, waste]) => {
          if (detectors.length === 0) return <p class="quiet">{e('noDetectors')}</p>
          const parentOf = new Map(list.map(({ meter }) => [meter.id, meter.parentId]))
          const off = detectors.filter(({ ruleId }) => ruleId === null)
          return (
            <>
              <div class="row between">
                <fieldset class="chips">
                  <legend class="sr">{s('groupBy')}</legend>
                  {(['meter', 'kind'] as const).map(one => (
                    <button
                      key={one}
                      type="button"
                      class="chip"
                      aria-pressed={by.value === one}
                      onClick={() => (by.value = one)}
                    >
                      {s(one === 'meter' ? 'detectorsByMeter' : 'detectorsByKind')}
                    </button>
                  ))}
                </fieldset>
                {may('meter.change') && off.length > 0 && (
                  <button
                    type="button"
                    class="button primary"
                    disabled={attempt.busy.value}
                    onClick={() => void install(off.map(({ key }) => key))}
                  >
                    {e('turnAllOn', { count: off.length })}
                  </button>
                )}
              </div>
              <p class="small quiet">{s('stakeHint')}</p>
              {groupsOf(detectors, waste, by.value, parentOf).map(group => (
                <Group
                  key={`${by.value}/${group.id}`}
                  group={group}
                  name={nameOf(group.id, by.value, list)}
                  attempt={attempt}
                  install={keys => void install(keys)}
                />
              ))}
            </>
          )
        }}
      </Answer>
    </section>
  )
}

function nameOf(id: string, by: GroupBy, list: readonly MeterStatus[]): string {
  if (by === 'kind') return wasteTexts[id as WasteKind][language.value]
  const status = list.find(({ meter }) => meter.id === id)
  return status === undefined ? s('cabinetsGroup') : n(status.meter.name)
}

interface GroupProps {
  readonly group: DetectorGroup
  readonly name: string
  readonly attempt: Attempt
  readonly install: (keys: string[]) => void
}

function Group({ group: { detectors, on, off, wasted, watched }, name, attempt, install }: GroupProps) {
  return (
    <details class="group" data-testid="detector-group">
      <summary>
        <span class="group-head">
          <strong>{name}</strong>
          <span class="small quiet">{s('groupCounts', { on, off: off.length })}</span>
          <span class="group-money">
            {wasted !== null && (
              <strong class="row">
                <Icon svg={icons.triangle} />
                {s('groupWaste', { money: money(wasted) })}
              </strong>
            )}
            {watched !== null && watched >= TELLING && (
              <span>{s('groupStake', { money: money(watched) })}</span>
            )}
          </span>
        </span>
      </summary>
      <ul class="plain-list">
        {detectors.map(one => (
          <DetectorRow
            key={one.key}
            detector={one}
            busy={attempt.busy.value}
            install={() => install([one.key])}
          />
        ))}
      </ul>
      {may('meter.change') && off.length > 1 && (
        <p>
          <button
            type="button"
            class="button"
            disabled={attempt.busy.value}
            onClick={() => install(off.map(({ key }) => key))}
          >
            {s('turnGroupOn', { count: off.length })}
          </button>
        </p>
      )}
    </details>
  )
}

function DetectorRow({
  detector,
  busy,
  install,
}: {
  detector: Detector
  busy: boolean
  install: () => void
}) {
  const on = detector.ruleId !== null
  return (
    <li class="row between">
      <div class="grow">
        <span class="row">
          <Icon svg={on ? icons.check : icons.circleAlert} />
          <strong>{n(detector.name)}</strong>
          <span class="quiet small">{on ? e('detectorOn') : e('detectorOff')}</span>
        </span>
        <p class="small">
          {n(detector.why)}
          {(detector.moneyPerDay ?? 0) >= TELLING &&
            ` · ${s('groupStake', { money: money(detector.moneyPerDay) })}`}
        </p>
      </div>
      {may('meter.change') && (
        <button type="button" class="button" disabled={busy} onClick={install}>
          {on ? e('relearn') : e('turnOn')}
        </button>
      )}
    </li>
  )
}
