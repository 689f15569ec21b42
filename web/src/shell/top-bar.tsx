import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, Dropdown, type MenuProps } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../api/client.ts'
import { useSession, useWorkspace } from '../api/hooks.ts'
import { adoptSession } from '../api/session.ts'
import { speak } from '../i18n/index.ts'
import { useGo } from '../ui/go.tsx'
import { type Appearance, useTheme } from '../ui/theme.tsx'
import { useLanguage } from '../ui/use-format.ts'
import { FreshnessLight } from './freshness.tsx'
import { NewWorkspace } from './new-workspace.tsx'
import { SearchButton } from './search/search.tsx'

export function TopBar() {
  return (
    <header className="top">
      <WorkspaceSwitch />
      <SearchButton />
      <div className="top-right">
        <FreshnessLight />
        <LanguageSwitch />
        <AccountMenu />
      </div>
    </header>
  )
}

function WorkspaceSwitch() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const session = useSession()
  const workspace = useWorkspace()
  const [making, setMaking] = useState(false)
  const items: NonNullable<MenuProps['items']> = [
    ...(session?.workspaces ?? []).map((w) => ({
      key: w.slug,
      label: w.kind === 'demo' ? `${w.name} · ${t('shell.demo')}` : w.name,
    })),
    { type: 'divider' },
    { key: '+', label: t('shell.newWorkspace') },
  ]
  const choose: NonNullable<MenuProps['onClick']> = ({ key }) => {
    if (key === '+') setMaking(true)
    else void navigate({ to: `/w/${key}` as string })
  }
  const isDemo = workspace?.kind === 'demo'
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{ items, onClick: choose, selectable: true, selectedKeys: workspace ? [workspace.slug] : [] }}
      >
        <Button
          type="text"
          className="top-workspace"
          aria-label={[
            `${t('shell.workspace')}: ${workspace?.name ?? ''}`,
            ...(isDemo ? [t('shell.demo')] : []),
          ].join(' ')}
        >
          <span className="clip">{workspace?.name}</span>
          {isDemo ? <span className="mark mark-quiet">{t('shell.demo')}</span> : null}
          <Caret />
        </Button>
      </Dropdown>
      <NewWorkspace open={making} onClose={() => setMaking(false)} />
    </>
  )
}

export function Caret() {
  return (
    <svg width="8" height="5" viewBox="0 0 8 5" aria-hidden="true" className="caret">
      <path d="M.5.5 4 4 7.5.5" fill="none" stroke="currentColor" />
    </svg>
  )
}

function LanguageSwitch() {
  const language = useLanguage()
  const client = useQueryClient()
  const next = language === 'en' ? 'zh-CN' : 'en'
  const change = async () => {
    await speak(next)
    adoptSession(client, await call('patch', '/api/me', { body: { locale: next } }))
    // Problems and some labels come from the server in the reader's language.
    await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })
  }
  return (
    <Button
      type="text"
      lang={next}
      aria-label={next === 'en' ? 'EN · English' : '中 · 简体中文'}
      onClick={() => void change()}
    >
      {next === 'en' ? 'EN' : '中'}
    </Button>
  )
}

function AccountMenu() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const go = useGo()
  const session = useSession()
  const { appearance, setAppearance } = useTheme()
  const appearances: Appearance[] = ['system', 'light', 'dark']
  const items: NonNullable<MenuProps['items']> = [
    { key: 'me', label: t('shell.myAccount') },
    {
      type: 'group',
      label: t('shell.appearance'),
      children: appearances.map((a) => ({ key: a, label: t(`shell.appearances.${a}`) })),
    },
    { type: 'divider' },
    { key: 'out', label: t('shell.signOut') },
  ]
  const choose: NonNullable<MenuProps['onClick']> = async ({ key }) => {
    if (key === 'me') return go('/settings/me')
    if (key !== 'out') return setAppearance(key as Appearance)
    await call('delete', '/api/session')
    client.clear()
    window.location.assign('/sign-in')
  }
  return (
    <Dropdown
      trigger={['click']}
      menu={{ items, selectedKeys: [appearance], onClick: (info) => void choose(info) }}
    >
      <Button type="text" aria-label={`${t('shell.account')}: ${session?.user?.displayName ?? ''}`}>
        <span className="clip">{session?.user?.displayName}</span>
        <Caret />
      </Button>
    </Dropdown>
  )
}
