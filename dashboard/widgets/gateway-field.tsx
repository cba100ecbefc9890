/** Through which gateway a device is heard, for dialects that do not say: a dead gateway then explains its silence. */
import type { Signal } from '@preact/signals'
import { devices } from '../data/store.ts'
import { n, w } from '../data/words.ts'
import { SelectField } from './field.tsx'

/** Nothing where there is no gateway to choose; an empty value means that the dialect tells. */
export function GatewayField({ deviceId, value }: { deviceId: string; value: Signal<string> }) {
  const gateways = [...devices.value.values()].filter(({ id, kind }) => kind === 'gateway' && id !== deviceId)
  if (gateways.length === 0) return null
  return (
    <SelectField
      label={w('viaGateway')}
      value={value}
      choices={[
        { value: '', label: w('viaDialect') },
        ...gateways.map(({ id, name }) => ({ value: id, label: n(name) })),
      ]}
    />
  )
}
