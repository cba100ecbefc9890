/** Where this is: the clock, the place on earth, the parts of the site, and the other sites. */
import { useSignal } from '@preact/signals'
import { JURISDICTIONS, type Jurisdiction, jurisdictionAt } from '../../../core/coldchain/jurisdiction.ts'
import type { Language } from '../../../core/contract/schema.ts'
import type { Site } from '../../../core/contract/site.ts'
import { jurisdictionTexts } from '../../../core/text/cabinet.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { site } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { FormFoot, NumberField, numberOf, onSubmit, SelectField, TextField } from '../../widgets/field.tsx'
import { Places } from './places.tsx'
import { Sites } from './sites.tsx'

export function SiteForm() {
  const here = site.value
  if (here === null) return null
  return (
    <div class="page">
      <Fields key={here.id} here={here} />
      <h2>{w('areas')}</h2>
      <Places />
      <Sites />
    </div>
  )
}

function Fields({ here }: { here: Site }) {
  const name = useSignal(n(here.name))
  const timeZone = useSignal(here.timeZone)
  const latitude = useSignal(String(here.latitude))
  const longitude = useSignal(String(here.longitude))
  const elevationM = useSignal(String(here.elevationM))
  const language = useSignal<Language>(here.language)
  const jurisdiction = useSignal<Jurisdiction>(jurisdictionAt(here))
  const saved = useSignal(false)
  const attempt = useAttempt()
  const save = () =>
    attempt.run(async () => {
      saved.value = false
      const body = {
        ...(name.value === n(here.name) ? {} : { name: name.value.trim() }),
        timeZone: timeZone.value,
        latitude: numberOf(latitude.value) ?? here.latitude,
        longitude: numberOf(longitude.value) ?? here.longitude,
        elevationM: numberOf(elevationM.value) ?? here.elevationM,
        language: language.value,
        // Unsaid, it goes on following the time zone.
        ...(jurisdiction.value === jurisdictionAt(here) ? {} : { jurisdiction: jurisdiction.value }),
      }
      site.value = await call(api.updateSite, { params: { id: here.id }, body })
      saved.value = true
    })
  return (
    <form class="card stack" onSubmit={onSubmit(() => void save())}>
      <div class="form">
        <TextField label={w('siteName')} value={name} required />
        <SelectField
          label={w('siteTimeZone')}
          value={timeZone}
          choices={zonesWith(here.timeZone).map(value => ({ value, label: value }))}
        />
        <NumberField label={w('latitude')} value={latitude} unit="°" min={-90} max={90} required />
        <NumberField label={w('longitude')} value={longitude} unit="°" min={-180} max={180} required />
        <NumberField label={w('elevation')} value={elevationM} unit="m" required />
        <SelectField
          label={w('siteLanguage')}
          value={language}
          choices={[
            { value: 'zh', label: w('inChinese') },
            { value: 'en', label: w('inEnglish') },
          ]}
        />
        <SelectField
          label={w('siteFood')}
          value={jurisdiction}
          choices={JURISDICTIONS.map(value => ({ value, label: n(jurisdictionTexts[value]) }))}
        />
      </div>
      <p class="small quiet">{w('siteFoodHint')}</p>
      <FormFoot attempt={attempt}>{saved.value && <span role="status">{w('saved')}</span>}</FormFoot>
    </form>
  )
}

/** The zones the browser knows, and the site's own, which may have an older name. */
function zonesWith(own: string): readonly string[] {
  return [...new Set([own, ...Intl.supportedValuesOf('timeZone')])].sort()
}
