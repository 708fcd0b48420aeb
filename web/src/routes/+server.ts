/** The address without a path leads to the wall. */
import { redirect } from '@sveltejs/kit';
import type { RequestHandler } from './$types.js';

export const GET: RequestHandler = () => redirect(303, '/wall');
