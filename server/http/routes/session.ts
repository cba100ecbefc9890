import { Problem } from '../../../core/contract/error.ts'
import type { userRoutes } from '../../../core/contract/user.ts'
import { userView } from '../../access/users.ts'
import { writeAudit } from '../audit.ts'
import type { HandlersOf } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'
import { clearSession, sendSession } from '../plugins/auth.ts'

export type SessionHandlers = Pick<
  HandlersOf<typeof userRoutes>,
  'getSetup' | 'completeSetup' | 'signIn' | 'getSession' | 'signOut' | 'changePassword'
>

/** First run, sign-in and sign-out. */
export function sessionHandlers({ state, clock, access }: AppDependencies): SessionHandlers {
  const { sessions, users, firstRun } = access

  function auditRefusal(username: string, address: string): void {
    const audit = { target: username, after: { address } }
    writeAudit(state, clock, { name: 'signInRefused', by: username, params: {}, audit, answer: null })
  }

  return {
    getSetup: () => ({ done: firstRun.done }),

    async completeSetup({ body, audit, request, reply }) {
      const user = await firstRun.complete(body)
      audit.target = user.username
      sendSession(request, reply, sessions.start(user.id))
      return userView(user)
    },

    async signIn({ body, audit, request, reply }) {
      try {
        const { user, token } = await access.signIn(body.username, body.password, request.ip)
        const old = request.identity?.sessionId
        if (old !== null && old !== undefined) sessions.end(old)
        sendSession(request, reply, token)
        audit.target = user.username
        return { user: userView(user) }
      } catch (error) {
        if (error instanceof Problem && error.code === 'session.wrong-credentials')
          auditRefusal(body.username, request.ip)
        throw error
      }
    },

    getSession: ({ identity }) => ({ user: identity.user }),

    signOut({ identity, audit, request, reply }) {
      if (identity.sessionId !== null) sessions.end(identity.sessionId)
      audit.target = identity.actor.name
      clearSession(request, reply)
      return {}
    },

    async changePassword({ identity, body, audit, request, reply }) {
      const user = identity.sessionId === null ? undefined : state.users.get(identity.user.id)
      if (user === undefined) throw new Problem('access.forbidden', 'a token has no password')
      if (!(await access.checkPassword(user, body.current, request.ip)))
        throw new Problem('session.wrong-credentials', 'the current password is wrong')
      await users.change(user.id, { password: body.next })
      // The page goes on with a session of its own; whoever had the old cookie is out.
      sendSession(request, reply, sessions.start(user.id))
      audit.target = user.username
      return {}
    },
  }
}
