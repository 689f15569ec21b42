import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { setSignedOutHandler } from './api/client.ts'
import { asProblem } from './api/problem.ts'
import { startTexts } from './i18n/index.ts'
import { makeRouter } from './router.tsx'
import { watchDrops } from './shell/dropped-file.ts'
import './ui/base.css'
import './ui/parts.css'
import { ThemeProvider } from './ui/theme.tsx'

watchDrops()

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: true,
      // Asking again helps only where the server was out of reach; a refusal stays a refusal.
      retry: (count, error) => count < 2 && asProblem(error).retryable,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
})
const router = makeRouter(queryClient)

setSignedOutHandler(() => {
  const here = router.state.location
  if (here.pathname === '/sign-in') return
  queryClient.removeQueries({ queryKey: ['session'] })
  void router.navigate({ to: '/sign-in', search: { back: here.href } as never })
})

const host = document.getElementById('root')
if (!host) throw new Error('index.html has no #root')
await startTexts()
createRoot(host).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <ThemeProvider>
        <RouterProvider router={router} />
      </ThemeProvider>
    </QueryClientProvider>
  </StrictMode>,
)
