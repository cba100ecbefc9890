/** Every dialect the virtual site speaks. */
import type { DialectName } from '../scenario.ts'
import type { Dialect } from './dialect.ts'
import { esphome } from './esphome.ts'
import { homeAssistant } from './home-assistant.ts'
import { plain } from './plain.ts'
import { shellyGen2 } from './shelly-gen2.ts'
import { tasmota } from './tasmota.ts'
import { zigbee2mqtt } from './zigbee2mqtt.ts'

export const dialects: Readonly<Record<DialectName, Dialect>> = {
  plain,
  tasmota,
  zigbee2mqtt,
  'shelly-gen2': shellyGen2,
  'home-assistant': homeAssistant,
  esphome,
}
