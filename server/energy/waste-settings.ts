/** What a site said about its own waste, with what nobody has said yet filled in. */
import { WASTE_DEFAULTS, type WasteSettings } from '../../core/contract/energy-waste.ts'
import type { StateStore } from '../../core/ports.ts'

const idOf = (siteId: string) => `energy.waste:${siteId}`

export function wasteSettings(state: StateStore, siteId: string): WasteSettings {
  return {
    ...WASTE_DEFAULTS,
    ...(state.settings.get(idOf(siteId))?.value as Partial<WasteSettings> | undefined),
  }
}

export function keepWasteSettings(state: StateStore, siteId: string, settings: WasteSettings): void {
  state.settings.put({ id: idOf(siteId), value: settings })
}
