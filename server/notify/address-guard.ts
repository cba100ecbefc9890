/** Keeps webhooks from reaching into the network Steward runs in, unless a person has allowed the host. */
import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

/** Loopback, private, link-local, CGNAT, multicast, documentation, benchmark, reserved, translated (IANA special-purpose registries). */
const CLOSED: readonly string[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
]

export type Resolve = (host: string) => Promise<readonly { address: string; family: number }[]>

const resolveAll: Resolve = host => lookup(host, { all: true })

export class AddressGuard {
  readonly #names: ReadonlySet<string>
  readonly #allowed: BlockList
  readonly #closed = listOf(CLOSED)
  readonly #resolve: Resolve

  constructor(allow: string, resolve: Resolve = resolveAll) {
    const words = allow
      .split(',')
      .map(word => word.trim().toLowerCase())
      .filter(Boolean)
    this.#names = new Set(words.filter(word => !word.includes('/')))
    this.#allowed = listOf(words.filter(word => word.includes('/')))
    this.#resolve = resolve
  }

  /** Resolves once. Rejects when any address is closed, so that a name cannot mix a good one with a bad one. */
  async open(url: URL): Promise<{ address: string; family: number }> {
    const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase()
    const port = url.port || (url.protocol === 'https:' ? '443' : '80')
    const found = isIP(host) > 0 ? [{ address: host, family: isIP(host) }] : await this.#resolve(host)
    const named =
      this.#names.has(host) || this.#names.has(`${host}:${port}`) || this.#names.has(`[${host}]:${port}`)
    const closed = found.find(({ address, family }) => !named && !this.#isOpen(address, family))
    if (closed !== undefined)
      throw new Error(`${host} is in a private network and not in STEWARD_WEBHOOK_ALLOW`)
    const [first] = found
    if (first === undefined) throw new Error(`${host} has no address`)
    return first
  }

  /** True on the way through other people's networks, where nothing secret goes in the clear. */
  isPublic({ address, family }: { readonly address: string; readonly family: number }): boolean {
    return !this.#closed.check(address, family === 6 ? 'ipv6' : 'ipv4')
  }

  #isOpen(address: string, family: number): boolean {
    const type = family === 6 ? 'ipv6' : 'ipv4'
    return this.#allowed.check(address, type) || !this.#closed.check(address, type)
  }
}

function listOf(subnets: readonly string[]): BlockList {
  const list = new BlockList()
  for (const subnet of subnets) {
    const [net = '', bits] = subnet.split('/')
    // IPv4-mapped addresses are checked against the IPv4 subnets by BlockList itself.
    list.addSubnet(net, Number(bits), isIP(net) === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}
