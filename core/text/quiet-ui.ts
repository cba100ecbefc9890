/** Words for keeping life safety quiet together, and for maintenance. */
import { texts } from './text.ts'

export const quietUi = texts({
  twoPersons: { zh: '两人搁置', en: 'Shelve, two persons' },
  twoPersonsWhy: {
    zh: '涉及人身安全：一个人提出，另一个人用自己的账号同意，才能暂停提醒。',
    en: 'Life safety: one person asks and another agrees in their own name before it is quiet.',
  },
  why: { zh: '为什么', en: 'Why' },
  outFor: { zh: '停用多久', en: 'Out of service for how long' },
  ask: { zh: '请第二个人同意', en: 'Ask a second person' },
  waiting: {
    zh: '等另一个人同意（还有 {time}）。可以在他自己的手机上点，也可以在这里输入他的密码。',
    en: 'Waiting for another person ({time} left): on their own phone, or with their password here.',
  },
  askedShelve: { zh: '{name} 请求搁置 {time}：{note}', en: '{name} asks to shelve it for {time}: {note}' },
  askedOut: {
    zh: '{name} 请求停用“{what}”{time}：{note}',
    en: '{name} asks to take “{what}” out of service for {time}: {note}',
  },
  agree: { zh: '我同意', en: 'I agree' },
  refuse: { zh: '不同意', en: 'Refuse' },
  withdraw: { zh: '撤回', en: 'Withdraw' },
  secondName: { zh: '第二个人的用户名', en: "The second person's user name" },
  secondPassword: { zh: '第二个人的密码', en: "The second person's password" },
  takeOut: { zh: '停用检修…', en: 'Take out of service…' },
  takeOutNow: { zh: '停用', en: 'Take out of service' },
  takeOutWhy: {
    zh: '停用期间它的报警不通知任何人，Steward 也不会因它关阀、开风机。要另一个人同意，到时间自动恢复。',
    en: 'Until the end nobody is told of its alarms, and Steward shuts no valve and starts no fan for it. Another person must agree. It comes back by itself.',
  },
  takeOutWhyOne: {
    zh: '停用期间不通知任何人，到时间自动恢复。',
    en: 'Until the end nobody is told. It comes back by itself.',
  },
  which: { zh: '停用哪些规则', en: 'Which rules' },
  heading: { zh: '停用检修中', en: 'Out of service' },
  outLine: { zh: '停用到 {time}：{note}（{people}）', en: 'Out of service until {time}: {note} ({people})' },
  wouldAlarm: { zh: '现在本应报警', en: 'It would be an alarm now' },
  putBack: { zh: '恢复使用', en: 'Back into service' },
})
