/** What energy and water cost, each day painted by its bands. */
import { useSignal } from '@preact/signals'
import type { Band, Tariff } from '../../../core/contract/energy.ts'
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { money } from '../../data/shown.ts'
import { may } from '../../data/store.ts'
import { hasDayKinds, seasonsOf } from '../../data/tariff-day.ts'
import { n, w } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import { BAND_WORDS } from './bands.ts'
import { Holidays } from './holidays.tsx'
import { Week } from './season-editor.tsx'
import { TariffForm } from './tariff-form.tsx'

export function Tariffs() {
  const [resource, again] = useResource(() => call(api.listTariffs), 'tariffs')
  const editing = useSignal<string | null>(null)
  const done = () => {
    editing.value = null
    void again()
  }
  return (
    <div class="page">
      <Answer resource={resource} again={again}>
        {list => (
          <>
            {list.length === 0 && <p class="quiet">{w('tariffsEmpty')}</p>}
            <div class="cards">
              {list.map(tariff =>
                editing.value === tariff.id ? (
                  <TariffForm key={tariff.id} tariff={tariff} done={done} />
                ) : (
                  <TariffCard key={tariff.id} tariff={tariff} edit={() => (editing.value = tariff.id)} />
                ),
              )}
            </div>
          </>
        )}
      </Answer>
      {may('meter.change') &&
        (editing.value === 'new' ? (
          <TariffForm done={done} />
        ) : (
          <p>
            <button type="button" class="button" onClick={() => (editing.value = 'new')}>
              {w('addTariff')}
            </button>
          </p>
        ))}
      <Holidays />
    </div>
  )
}

function TariffCard({ tariff, edit }: { tariff: Tariff; edit: () => void }) {
  return (
    <article class="card stack">
      <h2>{n(tariff.name)}</h2>
      <p class="quiet">
        {w(tariff.medium)} · {w('validFrom', { date: tariff.validFrom })}
      </p>
      {tariff.periods.length > 0 &&
        seasonsOf(tariff.periods).map(season => (
          <div key={season.months.join()} class="stack">
            {season.months.length < 12 && <p class="small">{season.months.join(' · ')}</p>}
            <Week season={season} byKind={hasDayKinds([season])} />
          </div>
        ))}
      <dl class="facts">
        {(Object.entries(tariff.prices) as [Band, number][]).map(([band, price]) => (
          <div key={band}>
            <dt>
              <i class={`swatch ${band}`} aria-hidden="true" />
              {w(BAND_WORDS[band])}
            </dt>
            <dd>{money(price)}</dd>
          </div>
        ))}
      </dl>
      {may('meter.change') && (
        <p>
          <button type="button" class="button plain" onClick={edit}>
            {w('edit')}
          </button>
        </p>
      )}
    </article>
  )
}
