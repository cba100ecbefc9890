import type { InboxEntry } from '../../../core/contract/device.ts'

/** What came the same way: one dialect, through one gateway. */
export interface InboxGroup {
  readonly codec: string
  /** The first level of its topics, which tells two gateways of one dialect apart; empty where there is only one. */
  readonly root: string
  readonly entries: readonly InboxEntry[]
}

/** Groups in the order of their first device; the newest heard first within each. */
export function groupsOf(entries: readonly InboxEntry[]): InboxGroup[] {
  const groups = new Map<string, InboxEntry[]>()
  for (const entry of entries) {
    const key = `${entry.device.codec}\n${rootOf(entry) ?? siblingsRoot(entries, entry)}`
    groups.set(key, [...(groups.get(key) ?? []), entry])
  }
  return [...groups.entries()].map(([key, list]) => {
    const [codec = '', root = ''] = key.split('\n')
    return { codec, root, entries: [...list].sort((a, b) => heardAt(b) - heardAt(a)) }
  })
}

/** Undefined until it has spoken since Steward started. */
function rootOf({ lastTopic }: InboxEntry): string | undefined {
  const [root, second] = lastTopic?.split('/') ?? []
  return root === 'steward' || root === 'spBv1.0' ? second : root
}

function siblingsRoot(entries: readonly InboxEntry[], { device }: InboxEntry): string {
  const sibling = entries.find(one => one.device.codec === device.codec && one.lastTopic !== null)
  return (sibling && rootOf(sibling)) ?? ''
}

function heardAt({ device }: InboxEntry): number {
  return device.lastSeenAt ?? 0
}
