/**
 * The page behind the link in a message: what it is about, and one big button. It works on any phone's browser, without
 * scripts and without signing in; the signed link is the permission, and only the button, a POST, answers.
 */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { can } from '../../../core/access/can.ts'
import type { Alarm } from '../../../core/contract/alarm.ts'
import type { Language } from '../../../core/contract/schema.ts'
import { formatMoment } from '../../../core/text/format.ts'
import { answerTexts } from '../../../core/text/notify.ts'
import { fill } from '../../../core/text/text.ts'
import { type LinkClaim, readLink } from '../../notify/acknowledge-link.ts'
import { needsPerson, titleOf } from '../../notify/message.ts'
import { writeAudit } from '../audit.ts'
import type { AppDependencies } from '../dependencies.ts'

const NAME_CHARS_MAX = 40
type Parts = Pick<AppDependencies, 'state' | 'clock' | 'alarms'>

export async function installAnswerPage(app: FastifyInstance, parts: Parts): Promise<void> {
  // Of its own, so that only this page takes a form.
  await app.register(async scope => {
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    )
    scope.get('/answer', { schema: { hide: true } }, (request, reply) => {
      const token = textOf(request.query, 't')
      return send(reply, pageOf(parts, token))
    })
    scope.get('/answer.css', { schema: { hide: true } }, (_, reply) =>
      reply.type('text/css').header('cache-control', 'public, max-age=3600').send(STYLE),
    )
    scope.post('/answer', { schema: { hide: true } }, (request, reply) =>
      send(reply, answer(parts, textOf(request.body, 't'), textOf(request.body, 'name'))),
    )
  })
}

interface Page {
  readonly language: Language
  readonly status: number
  readonly title: string
  readonly lines: readonly string[]
  /** What the form sends; null for a page that only says something. */
  readonly form: { readonly token: string; readonly asksName: boolean } | null
}

function pageOf(parts: Parts, token: string): Page {
  const found = lookUp(parts, token)
  if ('title' in found) return found
  const { alarm, claim, language } = found
  return {
    language,
    status: 200,
    title: titleOf(parts.state, 'raised', alarm)[language],
    lines: [sinceOf(parts, alarm, language), answerTexts.hint[language]],
    form: { token, asksName: claim.userId === null },
  }
}

/** Idempotent: a second press finds the alarm in hand. */
function answer(parts: Parts, token: string, typed: string): Page {
  const found = lookUp(parts, token)
  if ('title' in found) return found
  const { alarm, claim, language } = found
  const by = answererOf(parts, claim, alarm, typed)
  const base = { language, title: titleOf(parts.state, 'raised', alarm)[language], form: null }
  if (by === null) return { ...base, status: 403, lines: [answerTexts.refused[language]] }
  const { state, clock, alarms } = parts
  const answered = alarms.acknowledge(alarm.id, by)
  const audit = { target: alarm.id, before: alarm }
  writeAudit(state, clock, { name: 'acknowledgeAlarm', by, params: {}, audit, answer: answered })
  return { ...base, status: 200, lines: [answerTexts.done[language]] }
}

interface Found {
  readonly alarm: Alarm
  readonly claim: LinkClaim
  readonly language: Language
}

function lookUp({ state, clock }: Parts, token: string): Found | Page {
  const claim = readLink(state, token, clock.now())
  const alarm = claim && state.alarms.get(claim.alarmId)
  const user = claim?.userId == null ? undefined : state.users.get(claim.userId)
  const site = alarm && state.sites.get(alarm.siteId)
  const language = user?.language ?? site?.language ?? 'zh'
  const says = (status: number, line: string): Page => ({
    language,
    status,
    title: alarm === undefined ? answerTexts.title[language] : titleOf(state, 'raised', alarm)[language],
    lines: [line],
    form: null,
  })
  if (claim === undefined || alarm === undefined) return says(410, answerTexts.expired[language])
  if (needsPerson(alarm)) return { alarm, claim, language }
  if (alarm.acknowledgedBy === null) return says(200, answerTexts.over[language])
  return says(200, fill(answerTexts.already, language, { name: alarm.acknowledgedBy }))
}

/** The user's name; for a link that went to a group, the group's and what was typed. Null for who may not. */
function answererOf({ state }: Parts, claim: LinkClaim, alarm: Alarm, typed: string): string | null {
  if (claim.userId === null) {
    const channel = state.channels.get(claim.channelId)
    const name = typed.trim().slice(0, NAME_CHARS_MAX)
    return channel?.enabled && name !== '' ? `${channel.name.zh} / ${name}` : null
  }
  const user = state.users.get(claim.userId)
  if (user === undefined || user.disabled) return null
  const { username, role, sites } = user
  return can({ name: username, role, sites }, 'alarm.acknowledge', alarm.siteId) ? username : null
}

function sinceOf({ state, clock }: Parts, alarm: Alarm, language: Language): string {
  const timeZone = state.sites.get(alarm.siteId)?.timeZone ?? 'UTC'
  const time = formatMoment(alarm.since, clock.now(), timeZone, language)
  return `${state.sites.get(alarm.siteId)?.name[language] ?? ''} · ${time}`
}

function send(reply: FastifyReply, page: Page) {
  return reply
    .code(page.status)
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(htmlOf(page))
}

function htmlOf({ language, title, lines, form }: Page): string {
  const text = lines.map(line => `<p>${inHtml(line)}</p>`).join('')
  const name = `<label>${answerTexts.yourName[language]}<input name="name" required maxlength="${NAME_CHARS_MAX}" autocomplete="name"></label>`
  const button =
    form === null
      ? `<p><a href="/">${answerTexts.signIn[language]}</a></p>`
      : `<form method="post" action="/answer"><input type="hidden" name="t" value="${inHtml(form.token)}">${form.asksName ? name : ''}<button>${answerTexts.button[language]}</button></form>`
  return `<!doctype html><html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${inHtml(title)}</title><link rel="stylesheet" href="/answer.css"></head><body><main><h1>${inHtml(title)}</h1>${text}${button}</main></body></html>`
}

const STYLE = `:root{color-scheme:light dark}*{box-sizing:border-box}body{margin:0;font:18px/1.5 system-ui,sans-serif;background:#f5f5f2;color:#1c2022}main{max-width:480px;margin:0 auto;padding:24px 16px}h1{font-size:24px;line-height:1.3;margin:0 0 12px}p{margin:0 0 12px}button{width:100%;min-height:72px;margin-top:12px;border:0;border-radius:12px;background:#1c2022;color:#fff;font:600 22px system-ui,sans-serif}label{display:block}input{display:block;width:100%;min-height:48px;margin-top:4px;padding:8px 12px;border:1px solid #8a8f90;border-radius:8px;font:inherit;background:transparent;color:inherit}a{color:inherit}@media(prefers-color-scheme:dark){body{background:#1c2022;color:#f5f5f2}button{background:#f5f5f2;color:#1c2022}}`

function textOf(document: unknown, key: string): string {
  const value = (document as Record<string, unknown> | null | undefined)?.[key]
  return typeof value === 'string' ? value : ''
}

function inHtml(text: string): string {
  return text.replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`)
}
