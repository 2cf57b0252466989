// What stands where something is still to come, or could not be had.
import { Button } from '../shared/button';
import { words } from '../shared/lang';
import type { Loaded } from '../shared/loaded';
import { Notice } from '../shared/notice';
import { c } from './text';

const w = words({ again: ['Thử lại', 'Try again'] });

export function Waiting({ of }: { of: Loaded<unknown> }) {
	if (of.mistake)
		return <Notice kind="stop"><p>{of.mistake}</p><Button kind="second" onClick={() => void of.reload()}>{w('again')}</Button></Notice>;
	return of.value ? null : <p role="status" class="soft">{c('loading')}</p>;
}
