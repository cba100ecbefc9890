/** What devices and gateways sign in to MQTT with, who is connected, and what to type into a device. */
import { type Static, Type } from 'typebox'
import { FILTER_MAX_CHARS, FILTERS_MAX, GATEWAY_KINDS } from '../access/topic-templates.ts'
import { routes } from './route.ts'
import { Id, Instant, nullable, oneOf, partial, record } from './schema.ts'

/** `device`: one device of plain JSON. `custom`: topics that somebody wrote. Else the kind of gateway. */
export const CREDENTIAL_KINDS = ['device', ...GATEWAY_KINDS, 'custom'] as const
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number]

/** Topics; `%u` stands for the name that signs in. */
export const Filters = Type.Array(Type.String({ minLength: 1, maxLength: FILTER_MAX_CHARS }), {
  maxItems: FILTERS_MAX,
})

/** A credential without its secret, which nobody can read again. */
export const CredentialView = Type.Object({
  /** The MQTT user name. */
  id: Id,
  kind: oneOf(CREDENTIAL_KINDS),
  /** What stands for it in its topics, where its kind leaves a choice. */
  base: nullable(Type.String()),
  /** The device that is allowed to sign in with it; null for a gateway. */
  deviceId: nullable(Id),
  publish: Type.Array(Type.String()),
  subscribe: Type.Array(Type.String()),
  createdAt: Instant,
  /** When its password was made. */
  issuedAt: Instant,
  /** Revoked: nobody gets in with it. */
  disabled: Type.Boolean(),
  lastConnectedAt: nullable(Instant),
  lastAddress: nullable(Type.String()),
  /** Connections at this moment. */
  clients: Type.Integer(),
})
export type CredentialView = Static<typeof CredentialView>

/** Shown once; the server keeps a hash. */
export const IssuedCredential = Type.Object({
  username: Type.String(),
  password: Type.String(),
  credential: CredentialView,
})
export type IssuedCredential = Static<typeof IssuedCredential>

/** One MQTT connection. */
export const ConnectedClient = Type.Object({
  clientId: Type.String(),
  /** Null for one that pairing mode let in without a credential. */
  credentialId: nullable(Type.String()),
  address: Type.String(),
  connectedAt: Instant,
  /** Over TLS. */
  secure: Type.Boolean(),
  /** MQTT 3.1 or 3.1.1. */
  protocol: oneOf(['3.1', '3.1.1']),
  /** What it listens to. */
  filters: Type.Array(Type.String()),
})
export type ConnectedClient = Static<typeof ConnectedClient>

/** How the TLS listener's certificate stands. */
export const TlsStatus = Type.Object({
  /** Who it is for: the names in it. */
  names: Type.Array(Type.String()),
  /** SHA-256 of the certificate. */
  fingerprint: Type.String(),
  validFrom: Instant,
  validTo: Instant,
  loadedAt: Instant,
  /** Why the files that lie there now were not taken, while that is so; the certificate above stays in force. */
  refused: nullable(Type.String()),
  /** Clients may sign in with a certificate of their own. */
  clientCertificates: Type.Boolean(),
})
export type TlsStatus = Static<typeof TlsStatus>

export const MqttDoor = Type.Object({
  /** Steward listens at another broker: that one decides who may connect. */
  outside: Type.Boolean(),
  mqttPort: nullable(Type.Integer()),
  mqttsPort: nullable(Type.Integer()),
  /** MQTT over WebSocket on the port of this page. */
  websocketPath: Type.String(),
  tls: nullable(TlsStatus),
})
export type MqttDoor = Static<typeof MqttDoor>

const CLIENTS_SHOWN_MAX = 1000
const params = record({ id: Id })

export const credentialRoutes = routes({
  listCredentials: {
    method: 'GET',
    path: '/credentials',
    action: 'device.change',
    summary: 'Who may connect over MQTT, and what each may say and hear',
    reply: Type.Array(CredentialView),
  },
  createCredential: {
    method: 'POST',
    path: '/credentials',
    action: 'device.change',
    summary:
      'A credential for a gateway, by its kind or with topics of your own; the password is answered once',
    body: record({
      id: Id,
      kind: oneOf([...GATEWAY_KINDS, 'custom']),
      /** The site for `plain`; otherwise what the gateway calls itself in its topics. */
      base: Type.Optional(nullable(Type.String({ maxLength: 120 }))),
      /** Only for `custom`. */
      publish: Type.Optional(Filters),
      subscribe: Type.Optional(Filters),
    }),
    reply: IssuedCredential,
  },
  changeCredential: {
    method: 'PATCH',
    path: '/credentials/:id',
    action: 'device.change',
    summary: 'Revoke it, take that back, or change its topics; its connections end at once',
    params,
    body: partial(record({ disabled: Type.Boolean(), publish: Filters, subscribe: Filters })),
    reply: CredentialView,
  },
  rotateCredential: {
    method: 'POST',
    path: '/credentials/:id/rotate',
    action: 'device.change',
    summary: 'A new password, answered once; the old one is dead and its connections end at once',
    params,
    reply: IssuedCredential,
  },
  deleteCredential: {
    method: 'DELETE',
    path: '/credentials/:id',
    action: 'device.change',
    summary: 'Remove it; its connections end at once',
    params,
    reply: Type.Object({}),
  },
  listClients: {
    method: 'GET',
    path: '/mqtt/clients',
    action: 'device.change',
    summary: 'Who is connected over MQTT now, the newest first',
    query: partial(
      record({ credential: Id, limit: Type.Integer({ minimum: 1, maximum: CLIENTS_SHOWN_MAX }) }),
    ),
    reply: Type.Object({ clients: Type.Array(ConnectedClient), total: Type.Integer() }),
  },
  getMqttDoor: {
    method: 'GET',
    path: '/mqtt',
    action: 'device.change',
    summary: 'Where devices connect',
    reply: MqttDoor,
  },
})
