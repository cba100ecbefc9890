/** Every dialect the virtual site speaks. */
import type { DialectName } from '../scenario.ts'
import type { Dialect } from './dialect.ts'
import { plain } from './plain.ts'
import { tasmota } from './tasmota.ts'
import { zigbee2mqtt } from './zigbee2mqtt.ts'

export const dialects: Readonly<Record<DialectName, Dialect>> = { plain, tasmota, zigbee2mqtt }
