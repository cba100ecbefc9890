/** A place that one team looks after, and the areas in it. */
import { type Static, Type } from 'typebox'
import { JurisdictionSchema } from './cabinet-parts.ts'
import { Promised } from './promise.ts'
import { routes } from './route.ts'
import { Id, Instant, Language, Name, NameInput, nullable, partial, record } from './schema.ts'

const SiteFields = {
  /** IANA time zone: days, tariffs and watering follow the site's clock, not the server's. */
  timeZone: Type.String(),
  /** Degrees, north and east positive. */
  latitude: Type.Number({ minimum: -90, maximum: 90 }),
  longitude: Type.Number({ minimum: -180, maximum: 180 }),
  /** From the Dead Sea to the highest town there is. */
  elevationM: Type.Number({ minimum: -450, maximum: 6000 }),
  language: Language,
  /** Whose food limits new cabinets start with; absent: by the time zone. */
  jurisdiction: Type.Optional(JurisdictionSchema),
}
const Currency = Type.String({ pattern: '^[A-Z]{3}$' })

export const Site = Type.Object({
  id: Id,
  name: Name,
  ...SiteFields,
  currency: Currency,
  /** How soon alarms are answered and finished; absent: as usual. */
  promised: Type.Optional(Promised),
  createdAt: Instant,
})
export type Site = Static<typeof Site>

export const Area = Type.Object({ id: Id, siteId: Id, parentId: nullable(Id), name: Name })
export type Area = Static<typeof Area>

export const siteRoutes = routes({
  listSites: {
    method: 'GET',
    path: '/sites',
    action: 'site.read',
    summary: 'Sites you may see',
    reply: Type.Array(Site),
  },
  updateSite: {
    method: 'PATCH',
    path: '/sites/:id',
    action: 'site.change',
    summary: 'Change a site',
    params: record({ id: Id }),
    // Money that was reckoned stays in the currency it was reckoned in.
    body: partial(record({ name: NameInput, ...SiteFields })),
    reply: Site,
  },
  createSite: {
    method: 'POST',
    path: '/sites',
    action: 'site.change',
    summary: 'Add a site',
    body: record({ id: Id, name: NameInput, ...SiteFields, currency: Currency }),
    reply: Site,
  },
  listAreas: {
    method: 'GET',
    path: '/areas',
    action: 'site.read',
    summary: 'Areas of all sites',
    reply: Type.Array(Area),
  },
  createArea: {
    method: 'POST',
    path: '/areas',
    action: 'site.change',
    summary: 'Add an area',
    body: record({ siteId: Id, parentId: Type.Optional(nullable(Id)), name: NameInput }),
    reply: Area,
  },
  changeArea: {
    method: 'PATCH',
    path: '/areas/:id',
    action: 'site.change',
    summary: 'Rename an area, or move it into another',
    params: record({ id: Id }),
    body: partial(record({ parentId: nullable(Id), name: NameInput })),
    reply: Area,
  },
  deleteArea: {
    method: 'DELETE',
    path: '/areas/:id',
    action: 'site.change',
    summary: 'Remove an area; what was in it is then in the area around it',
    params: record({ id: Id }),
    reply: Area,
  },
})
