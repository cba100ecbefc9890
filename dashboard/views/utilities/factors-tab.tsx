/** Carbon and standard coal: the factors in force with year and publisher, those before them, and the site's own. */
import { useSignal } from '@preact/signals'
import { FACTOR_KINDS, type Factor } from '../../../core/contract/energy-carbon.ts'
import { MEDIA, type Medium } from '../../../core/contract/energy-words.ts'
import { factorFor, factorHistory } from '../../../core/energy/factors.ts'
import { localDay } from '../../../core/text/format.ts'
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { number } from '../../data/shown.ts'
import { may, now, timeZone } from '../../data/store.ts'
import { w } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import { FactorForm, unitOf } from './factor-form.tsx'
import { s } from './words.ts'

/** As it was published: 0.5306, 2.162, 110. */
const shown = (value: number) => number(value, Math.min(6, (String(value).split('.')[1] ?? '').length))

export function FactorsTab() {
  const [resource, again] = useResource(() => call(api.listFactors), 'factors')
  const adding = useSignal(false)
  const changing = may('meter.change')
  return (
    <div class="stack">
      <p class="quiet">{s('factorsIntro')}</p>
      <Answer resource={resource} again={again}>
        {list => (
          <>
            {changing && !adding.value && (
              <p>
                <button
                  type="button"
                  class="button primary"
                  data-testid="add-factor"
                  onClick={() => (adding.value = true)}
                >
                  {s('addFactor')}
                </button>
              </p>
            )}
            {adding.value && (
              <section class="card stack">
                <h2>{s('addFactor')}</h2>
                <FactorForm
                  all={list}
                  done={saved => {
                    adding.value = false
                    if (saved) void again()
                  }}
                />
              </section>
            )}
            {FACTOR_KINDS.map(kind => (
              <KindCard key={kind} kind={kind} all={list} again={again} />
            ))}
          </>
        )}
      </Answer>
    </div>
  )
}

interface Of {
  readonly all: readonly Factor[]
  readonly again: () => Promise<void>
}

function KindCard({ kind, ...rest }: Of & { kind: Factor['kind'] }) {
  return (
    <section class="card stack">
      <h2>{s(kind === 'carbon' ? 'factorsCarbon' : 'factorsCoal')}</h2>
      {MEDIA.map(medium => (
        <MediumFactors key={medium} kind={kind} medium={medium} {...rest} />
      ))}
    </section>
  )
}

function MediumFactors({ kind, medium, all, again }: Of & { kind: Factor['kind']; medium: Medium }) {
  const year = Number(localDay(now.value, timeZone.value).slice(0, 4))
  const own = all.filter(({ siteId }) => siteId !== null)
  const inForce = factorFor(own, kind, medium, year)
  const history = factorHistory(all, kind, medium)
  return (
    <div class="section">
      <h3>{w(medium)}</h3>
      {inForce === null ? (
        <p class="quiet">{s('factorNone')}</p>
      ) : (
        <>
          <p class="row between" data-testid={`factor-${kind}-${medium}`}>
            <strong class="factor-value">
              {shown(inForce.value)} <span class="unit">{unitOf(inForce)}</span>
            </strong>
            <span class="small quiet">{s('factorInForce', { year })}</span>
          </p>
          <Source factor={inForce} />
          {(history.length > 1 || inForce.siteId !== null) && (
            <details>
              <summary>{s('factorHistory', { count: history.length })}</summary>
              <ul class="plain-list">
                {history.map(factor => (
                  <FactorRow key={factor.id} factor={factor} all={all} again={again} />
                ))}
              </ul>
            </details>
          )}
        </>
      )}
    </div>
  )
}

function Source({ factor }: { factor: Factor }) {
  const { siteId, year, region, publisher, source } = factor
  return (
    <p class="small">
      {[
        s(siteId === null ? 'factorBuiltIn' : 'factorOwn'),
        s('factorOf', { year }),
        region,
        publisher,
        source,
      ]
        .filter(part => part !== '')
        .join(' · ')}
    </p>
  )
}

function FactorRow({ factor, all, again }: Of & { factor: Factor }) {
  const open = useSignal(false)
  if (open.value)
    return (
      <li>
        <FactorForm
          all={all}
          factor={factor}
          done={saved => {
            open.value = false
            if (saved) void again()
          }}
        />
      </li>
    )
  return (
    <li class="row between">
      <div class="grow">
        <strong>{shown(factor.value)}</strong> {unitOf(factor)}
        <Source factor={factor} />
      </div>
      {factor.siteId !== null && may('meter.change') && (
        <button type="button" class="button" onClick={() => (open.value = true)}>
          {w('edit')}
        </button>
      )}
    </li>
  )
}
