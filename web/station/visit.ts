// The visit at hand: loaded once, loaded again when another table changed it.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useAction, type Action } from '../shared/action';
import { ApiError, errorText, get, post } from '../shared/api';
import type { Visit } from '../shared/types';
import { byVisit, refreshBoard } from './board';
import { unitPath } from './place';

export interface AtHand {
	visit: Visit | null;
	mistake: string | null;
	action: Action;
	// Changes the visit by one of its steps; the version seen here goes along. true when it was done.
	change(step: string, body: object): Promise<boolean>;
}

export function useVisit(id: string | undefined): AtHand {
	const [visit, setVisit] = useState<Visit | null>(null);
	const [mistake, setMistake] = useState<string | null>(null);
	const action = useAction();
	const wanted = useRef(id);
	wanted.current = id;

	const load = () => {
		if (!id)
			return setVisit(null);
		return void get<Visit>(unitPath('visits', id)).then(
			(v) => { if (wanted.current === id) { setVisit(v); setMistake(null); } },
			(e: unknown) => { if (wanted.current === id) setMistake(errorText(e)); });
	};
	useEffect(() => {
		setVisit(null);
		action.clear();
		load();
	}, [id]);
	// A visit that was taken back altogether is no longer on the board.
	const version = id ? byVisit(id)?.version ?? 'gone' : undefined;
	useEffect(() => {
		if (visit && (version === 'gone' || version! > visit.version))
			load();
	}, [version]);

	const change = (step: string, body: object) => action.run(async () => {
		try {
			await post(unitPath('visits', id!, step), { version: visit!.version, ...body });
		} catch (e) {
			if (e instanceof ApiError && e.status === 409)
				load(); // show what the other table did, beside the message that says so
			throw e;
		} finally {
			void refreshBoard();
		}
	});
	return { visit: visit?.id === id ? visit : null, mistake, action, change };
}
