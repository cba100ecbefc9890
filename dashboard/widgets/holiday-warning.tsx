/** Says when the calendar of this year, or from December on of the next, is missing. Nothing while all is well. */
import { missingYears } from '../../core/energy/holiday-years.ts'
import { localDay } from '../../core/text/format.ts'
import { uiHolidays } from '../../core/text/holidays-ui.ts'
import { api, call } from '../data/api.ts'
import { useResource } from '../data/resource.ts'
import { may, now, timeZone } from '../data/store.ts'
import { wordsFrom } from '../data/words.ts'
import { Icon } from './icon.tsx'
import { icons } from './icons.ts'

const s = wordsFrom(uiHolidays)

export function HolidayWarning() {
  const [resource] = useResource(() => call(api.listHolidays), 'holidays')
  const held = resource.value
  if (held.state !== 'here') return null
  const missing = missingYears(localDay(now.value, timeZone.value), held.value)
  return (
    <>
      {missing.map(year => (
        <p key={year} class="row card warning" role="status" data-testid="holiday-warning">
          <Icon svg={icons.triangle} />
          <span class="grow">{s('holidayMissing', { year })}</span>
          {may('meter.change') && (
            <a class="button" href="/settings/tariffs">
              {s('holidayImportNow')}
            </a>
          )}
        </p>
      ))}
    </>
  )
}
