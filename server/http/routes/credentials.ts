import type { CredentialView, credentialRoutes } from '../../../core/contract/credential.ts'
import { Problem } from '../../../core/contract/error.ts'
import type { Credential } from '../../../core/ports.ts'
import type { AuditNote, HandlersOf, Visit } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'

const CLIENTS_DEFAULT = 200

type Asked = Visit & { readonly audit: AuditNote }

export function credentialHandlers(deps: AppDependencies): HandlersOf<typeof credentialRoutes> {
  const { state, directory, access, mqtt } = deps
  const { credentials } = access

  /** The plain-JSON device that signs in under this name. */
  const deviceOf = (id: string) => {
    const device = directory.byId(id)
    return device?.codec === 'plain' ? device : undefined
  }

  /** A device's belongs to its site. A gateway speaks across sites, so only who sees all of them may deal with it. */
  function sees(visit: Visit, { id, kind, base }: Credential): boolean {
    const siteId = deviceOf(id)?.siteId ?? (kind === 'plain' ? base : undefined)
    return visit.seesEverything() || (typeof siteId === 'string' && visit.sees(siteId))
  }

  function own(visit: Asked, id: string): Credential {
    const credential = credentials.get(id)
    if (credential === undefined || !sees(visit, credential))
      throw new Problem('thing.not-found', `there is no credential ${id}`)
    visit.audit.before = rightsOf(credential)
    visit.audit.target = id
    return credential
  }

  function countClients(): Map<string, number> {
    const counts = new Map<string, number>()
    for (const { credentialId } of mqtt.clients())
      if (credentialId !== null) counts.set(credentialId, (counts.get(credentialId) ?? 0) + 1)
    return counts
  }

  function viewOf(credential: Credential, clients = countClients().get(credential.id) ?? 0): CredentialView {
    const { id, publish, subscribe, createdAt, disabled } = credential
    const deviceId = deviceOf(id)?.id ?? null
    return {
      id,
      kind: credential.kind ?? (deviceId === null ? 'custom' : 'device'),
      base: credential.base ?? null,
      deviceId,
      publish: [...publish],
      subscribe: [...subscribe],
      createdAt,
      issuedAt: credential.issuedAt ?? createdAt,
      disabled,
      lastConnectedAt: credential.lastConnectedAt ?? null,
      lastAddress: credential.lastAddress ?? null,
      clients,
    }
  }

  const shown = (id: string): CredentialView => viewOf(credentials.get(id) as Credential)

  /** Its device is out of service: the key alone does not let it in again. */
  function requireDeviceInService(id: string): void {
    if (deviceOf(id)?.status === 'disabled')
      throw new Problem('thing.conflict', `the device ${id} is out of service; put it into service first`)
  }

  return {
    listCredentials(visit) {
      const counts = countClients()
      return credentials
        .list()
        .filter(one => sees(visit, one))
        .map(one => viewOf(one, counts.get(one.id) ?? 0))
    },

    createCredential({ body, audit, ...visit }) {
      const site = body.kind === 'plain' ? (body.base ?? visit.homeSiteId()) : undefined
      if (site !== undefined && (state.sites.get(site) === undefined || !visit.sees(site)))
        throw new Problem('thing.not-found', `there is no ${site}`)
      if (site === undefined && !visit.seesEverything())
        throw new Problem('access.forbidden', 'a gateway speaks across sites: ask somebody who sees them all')
      if (credentials.get(body.id) !== undefined || deviceOf(body.id) !== undefined)
        throw new Problem('thing.conflict', `the name ${body.id} is taken`)
      const issued = credentials.issue(site === undefined ? body : { ...body, base: site })
      const credential = shown(body.id)
      Object.assign(audit, { target: body.id, after: rightsOf(credential) })
      return { ...issued, credential }
    },

    changeCredential({ params, body, ...visit }) {
      const { id } = own(visit, params.id)
      if (body.disabled === false) requireDeviceInService(id)
      visit.audit.after = rightsOf(credentials.change(id, body))
      mqtt.drop(id)
      return { ...shown(id), clients: 0 }
    },

    rotateCredential({ params, ...visit }) {
      const { id } = own(visit, params.id)
      requireDeviceInService(id)
      const issued = credentials.rotate(id)
      mqtt.drop(id)
      visit.audit.after = rightsOf(shown(id))
      return { ...issued, credential: { ...shown(id), clients: 0 } }
    },

    deleteCredential({ params, ...visit }) {
      const { id } = own(visit, params.id)
      credentials.remove(id)
      mqtt.drop(id)
      return {}
    },

    listClients({ query, ...visit }) {
      const all = visit.seesEverything()
      const clients = mqtt
        .clients()
        .filter(({ credentialId }) => query.credential === undefined || credentialId === query.credential)
        .filter(({ credentialId }) => all || ownsClient(visit, credentialId))
        .toReversed()
      return { clients: clients.slice(0, query.limit ?? CLIENTS_DEFAULT), total: clients.length }
    },

    getMqttDoor: () => mqtt.door(),
  }

  function ownsClient(visit: Visit, credentialId: string | null): boolean {
    const credential = credentialId === null ? undefined : credentials.get(credentialId)
    return credential !== undefined && sees(visit, credential)
  }
}

/** What the audit log says of it. */
function rightsOf({ publish, subscribe, disabled }: Pick<Credential, 'publish' | 'subscribe' | 'disabled'>) {
  return { publish, subscribe, disabled }
}
