import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NewWorkspace } from './new-workspace.tsx'

export function NoWorkspace() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <main className="alone">
      <h1>{t('signIn.noWorkspace')}</h1>
      <p>{t('signIn.noWorkspaceHelp')}</p>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t('shell.newWorkspace')}
      </Button>
      <NewWorkspace open={open} onClose={() => setOpen(false)} />
    </main>
  )
}
