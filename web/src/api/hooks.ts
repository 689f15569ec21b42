import {
  keepPreviousData,
  type QueryKey,
  type UseMutationResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useCallback } from 'react'
import { call } from './client.ts'
import { sessionQuery } from './session.ts'
import type {
  Answer,
  Body,
  LongPath,
  Method,
  PathParams,
  Permission,
  Query,
  Session,
  ShortPath,
} from './types.ts'

type Rest<T> = Omit<T, 'workspace'>
type ReadInput<S extends ShortPath<'get'>> = {
  path?: Rest<PathParams<LongPath<'get', S>, 'get'>>
  query?: Query<LongPath<'get', S>, 'get'>
}
type Got<S extends ShortPath<'get'>> = Answer<LongPath<'get', S>, 'get'>

/** The slug of the workspace in the address. */
export function useSlug(): string {
  const params = useParams({ strict: false }) as { workspace?: string }
  return params.workspace ?? ''
}

export function useSession(): Session | undefined {
  return useQuery(sessionQuery).data
}

export function useWorkspace() {
  const session = useSession()
  const slug = useSlug()
  return session?.workspaces.find((w) => w.slug === slug)
}

export function useMay(permission: Permission): boolean {
  return useWorkspace()?.permissions.includes(permission) ?? false
}

export function readKey(slug: string, path: string, input?: unknown): QueryKey {
  return input === undefined ? [slug, path] : [slug, path, input]
}

export function fetchShort<S extends ShortPath<'get'>>(
  slug: string,
  path: S,
  input: ReadInput<S> = {},
  signal?: AbortSignal,
): Promise<Got<S>> {
  const long = `/api/workspaces/{workspace}${path}` as LongPath<'get', S>
  return call('get', long, {
    path: { workspace: slug, ...input.path } as PathParams<LongPath<'get', S>, 'get'>,
    ...(input.query === undefined ? {} : { query: input.query }),
    ...(signal ? { signal } : {}),
  }) as Promise<Got<S>>
}

/** Reads something of the workspace: `useRead('/home')`, `useRead('/segments/{id}', { path: { id } })`. */
export function useRead<S extends ShortPath<'get'>>(
  path: S,
  input: ReadInput<S> = {},
  options: {
    enabled?: boolean
    refetchInterval?: number | false | ((data: Got<S> | undefined) => number | false)
    keep?: boolean
    staleTime?: number
  } = {},
): UseQueryResult<Got<S>> {
  const slug = useSlug()
  const { refetchInterval } = options
  return useQuery<Got<S>>({
    queryKey: readKey(slug, path, input),
    queryFn: ({ signal }) => fetchShort(slug, path, input, signal),
    enabled: options.enabled ?? true,
    ...(options.staleTime === undefined ? {} : { staleTime: options.staleTime }),
    ...(options.keep ? { placeholderData: keepPreviousData as never } : {}),
    ...(refetchInterval === undefined
      ? {}
      : {
          refetchInterval:
            typeof refetchInterval === 'function'
              ? (query: { state: { data: Got<S> | undefined } }) => refetchInterval(query.state.data)
              : refetchInterval,
        }),
  }) as UseQueryResult<Got<S>>
}

type Page<T> = { items: T[]; nextCursor: string | null; total: number | null }

/** A list that comes in pages; `items` are all rows fetched so far. */
export function usePages<S extends ShortPath<'get'>>(
  path: S,
  input: ReadInput<S> = {},
  options: {
    enabled?: boolean
    refetchInterval?: number | false | ((first: Got<S> | undefined) => number | false)
  } = {},
) {
  const { refetchInterval = false } = options
  type Item = Got<S> extends { items: (infer T)[] } ? T : never
  const slug = useSlug()
  const query = useInfiniteQuery({
    queryKey: [...readKey(slug, path, input), 'pages'],
    queryFn: ({ pageParam, signal }) => {
      const withCursor = { ...(input.query as object), ...(pageParam === null ? {} : { cursor: pageParam }) }
      return fetchShort(slug, path, { ...input, query: withCursor as never }, signal) as unknown as Promise<
        Page<Item>
      >
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    enabled: options.enabled ?? true,
    refetchInterval:
      typeof refetchInterval === 'function'
        ? ({ state }) => refetchInterval(state.data?.pages[0] as Got<S> | undefined)
        : refetchInterval,
  })
  const first = query.data?.pages[0] as Got<S> | undefined
  const items = query.data?.pages.flatMap((page) => page.items) ?? []
  return { ...query, items, first, total: query.data?.pages[0]?.total ?? null }
}

/**
 * A list that comes in pages and is asked for with a body: whom it is asked for may be a telephone number, which must not
 * stand in an address.
 */
export function usePostedPages<S extends ShortPath<'post'> & string>(
  path: S,
  body: Omit<Body<LongPath<'post', S>, 'post'>, 'cursor'>,
  options: { enabled?: boolean } = {},
) {
  type Listed = Answer<LongPath<'post', S>, 'post'>
  type Item = Listed extends { items: (infer T)[] } ? T : never
  const slug = useSlug()
  const send = useCall()
  const query = useInfiniteQuery({
    queryKey: [...readKey(slug, path, body), 'pages'],
    queryFn: ({ pageParam, signal }) => {
      const asked = { ...body, ...(pageParam === null ? {} : { cursor: pageParam }) }
      return send('post', path, { body: asked as never, signal }) as unknown as Promise<Page<Item>>
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    enabled: options.enabled ?? true,
  })
  const items = query.data?.pages.flatMap((page) => page.items) ?? []
  return { ...query, items, total: query.data?.pages[0]?.total ?? null }
}

/** One answer to a question asked with a body, which must not stand in an address. */
export function usePosted<S extends ShortPath<'post'> & string>(
  path: S,
  body: Body<LongPath<'post', S>, 'post'>,
  options: { enabled?: boolean } = {},
) {
  const slug = useSlug()
  const send = useCall()
  return useQuery({
    queryKey: readKey(slug, path, body),
    queryFn: ({ signal }) => send('post', path, { body: body as never, signal }),
    enabled: options.enabled ?? true,
  })
}

type WriteInput<M extends Method, S extends ShortPath<M>> = {
  path?: Rest<PathParams<LongPath<M, S>, M>>
  body?: Body<LongPath<M, S>, M>
}

/** Sends one change of the workspace, without React Query around it. */
export function useCall() {
  const slug = useSlug()
  return <M extends Exclude<Method, 'get'>, S extends ShortPath<M> & string>(
    method: M,
    path: S,
    input: WriteInput<M, S> & { signal?: AbortSignal } = {},
  ): Promise<Answer<LongPath<M, S>, M>> => {
    const long = `/api/workspaces/{workspace}${path}` as LongPath<M, S>
    return call(method, long, {
      path: { workspace: slug, ...input.path } as PathParams<LongPath<M, S>, M>,
      ...(input.body === undefined ? {} : { body: input.body }),
      ...(input.signal ? { signal: input.signal } : {}),
    }) as Promise<Answer<LongPath<M, S>, M>>
  }
}

/** A change, with the reads it makes stale: `useWrite('post', '/segments', ['/segments'])`. */
export function useWrite<M extends Exclude<Method, 'get'>, S extends ShortPath<M> & string>(
  method: M,
  path: S,
  stale: string[] = [],
): UseMutationResult<Answer<LongPath<M, S>, M>, Error, WriteInput<M, S>> {
  const send = useCall()
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (input: WriteInput<M, S>) => send(method, path, input),
    onSuccess: () => refresh(...stale),
  })
}

/**
 * Makes reads stale by the beginning of their path. A first read that is still under way may already be older than what
 * changed, and the library would take its answer for the new one: it is broken off and asked again.
 */
export function useRefresh(): (...paths: string[]) => Promise<void> {
  const slug = useSlug()
  const client = useQueryClient()
  return useCallback(
    async (...paths) => {
      const predicate = ({ queryKey }: { queryKey: readonly unknown[] }) =>
        queryKey[0] === slug && paths.some((path) => String(queryKey[1]).startsWith(path))
      await client.cancelQueries({ predicate })
      await client.invalidateQueries({ predicate })
    },
    [client, slug],
  )
}
