import type { Command } from 'commander'
import { z } from 'zod'
import { defineErrors } from '../../kit/errors.ts'
import { newPassword } from '../../server/auth/passwords.ts'
import { createUser, setPassword } from '../../server/auth/users.ts'
import type { App } from '../../server/compose.ts'
import { type Role, role as roleSchema } from '../../server/house/api.ts'
import { getWorkspace, writeAudit } from '../../stores/ledger/index.ts'
import { type Cli, type PlaceOptions, placeOptions, type RegisterCommand } from '../cli.ts'
import { withApp } from '../with-app.ts'

const userErrors = defineErrors('user', {
  badEmail: {
    kind: 'invalid',
    retryable: false,
    en: (p: { email: string }) => `"${p.email}" is not an e-mail address.`,
    'zh-CN': (p: { email: string }) => `“${p.email}”不是有效的邮箱地址。`,
  },
  badRole: {
    kind: 'invalid',
    retryable: false,
    en: (p: { role: string; roles: string }) => `There is no role "${p.role}". Choose one of: ${p.roles}.`,
    'zh-CN': (p: { role: string; roles: string }) => `没有角色“${p.role}”，可选：${p.roles}。`,
  },
})

interface AddOptions extends PlaceOptions {
  name?: string
  role: string
  workspace: string
  passwordStdin?: boolean
}

/** `liangti user add|password`: accounts from the machine itself, for when nobody can sign in. */
export const registerUser: RegisterCommand = (program, cli) => {
  const user = program.command('user').description(cli.say('Accounts that sign in', '登录账号'))
  common(user.command('add <email>'), cli)
    .description(
      cli.say('Add an account to a workspace; prints its password', '向工作区添加账号，并显示密码'),
    )
    .option('--name <name>', cli.say('name shown', '显示名称'))
    .option('--role <role>', roleSchema.options.join(', '), 'marketer')
    .requiredOption('--workspace <address>', cli.say('address of the workspace', '工作区地址'))
    .action(async (email: string, options: AddOptions) => {
      const password = await passwordFrom(options)
      await withApp(cli, options, (app) => addUser(app, email, options, password.text))
      reportPassword(cli, email, password)
    })
  common(user.command('password <email>'), cli)
    .description(
      cli.say('Set a new password and end all sessions of the account', '重设密码，并结束该账号的所有会话'),
    )
    .action(async (email: string, options: AddOptions) => {
      const password = await passwordFrom(options)
      await withApp(cli, options, (app) => renewPassword(app, email, password.text))
      reportPassword(cli, email, password)
    })
}

function common(command: Command, cli: Cli): Command {
  const described = cli.say('read the password from standard input', '从标准输入读取密码')
  return placeOptions(command, cli).option('--password-stdin', described)
}

const shell = { kind: 'system', id: 'command line' } as const

async function addUser(app: App, email: string, options: AddOptions, password: string): Promise<void> {
  const { ledger } = app.stores
  if (!z.email().safeParse(email).success) throw userErrors.badEmail({ email })
  const role = roleOf(options.role)
  const workspace = await getWorkspace(ledger, { slug: options.workspace }, app.clock)
  const displayName = options.name ?? email.split('@')[0] ?? email
  const id = await createUser(ledger, { email, displayName, password, locale: app.config.locale })
  await ledger.db
    .insertInto('memberships')
    .values({ user_id: id, workspace_id: workspace.id, role })
    .execute()
  const subject = { kind: 'user', id }
  const detail = { role, newAccount: true }
  await writeAudit(ledger.db, {
    workspaceId: workspace.id,
    actor: shell,
    action: 'member.add',
    subject,
    detail,
  })
}

async function renewPassword(app: App, email: string, password: string): Promise<void> {
  const id = await setPassword(app.stores.ledger, email, password)
  const subject = { kind: 'user', id }
  await writeAudit(app.stores.ledger.db, {
    workspaceId: null,
    actor: shell,
    action: 'user.password',
    subject,
  })
}

function roleOf(text: string): Role {
  const parsed = roleSchema.safeParse(text)
  if (parsed.success) return parsed.data
  throw userErrors.badRole({ role: text, roles: roleSchema.options.join(', ') })
}

/** From standard input, so that it stands in no list of processes and no history; else a new one is made. */
async function passwordFrom(options: AddOptions): Promise<{ text: string; made: boolean }> {
  if (!options.passwordStdin) return { text: newPassword(), made: true }
  let text = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk
  return { text: text.replace(/\r?\n$/, ''), made: false }
}

function reportPassword(cli: Cli, email: string, password: { text: string; made: boolean }): void {
  if (password.made)
    cli.out(cli.say(`${email}  password ${password.text}`, `${email}  密码 ${password.text}`))
  else cli.note(cli.say(`${email}: the password was set.`, `${email}：密码已设置。`))
}
