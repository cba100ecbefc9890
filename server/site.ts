import type { Config } from '../core/contract/config.ts'
import type { Site } from '../core/contract/site.ts'
import type { Clock, StateStore } from '../core/ports.ts'

/**
 * The site a new installation begins with: a canteen in the machine's own time zone. Its place on the map is Beijing
 * until somebody says where it is, because the sun and the weather need one.
 */
export function firstSite(state: StateStore, config: Config, clock: Clock): Site {
  const [known] = state.sites.list()
  if (known !== undefined) return known
  const site: Site = {
    id: 'canteen',
    name: { zh: '食堂', en: 'Canteen' },
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'Asia/Shanghai',
    latitude: 39.9,
    longitude: 116.4,
    elevationM: 50,
    language: config.language,
    currency: 'CNY',
    createdAt: clock.now(),
  }
  state.sites.put(site)
  return site
}
