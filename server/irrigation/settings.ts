/** A site's watering settings as they are kept, with what nobody has said yet filled in. */
import { WATERING_SETTINGS_DEFAULTS, type WateringSettings } from '../../core/contract/watering-weather.ts'
import type { StateStore } from '../../core/ports.ts'

const idOf = (siteId: string) => `watering:${siteId}`

export function readSettings(state: StateStore, siteId: string): WateringSettings {
  const kept = state.settings.get(idOf(siteId))?.value as Partial<WateringSettings> | undefined
  const base = WATERING_SETTINGS_DEFAULTS
  return {
    ...base,
    ...kept,
    limits: { ...base.limits, ...kept?.limits },
    station: { ...base.station, ...kept?.station },
    zimmerman: { ...base.zimmerman, ...kept?.zimmerman },
  }
}

export function keepSettings(state: StateStore, siteId: string, settings: WateringSettings): void {
  state.settings.put({ id: idOf(siteId), value: settings })
}
