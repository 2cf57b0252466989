// Pixels as wide as there is room, so that the letters of a chart keep their size on a phone.
import { useEffect, useRef, useState } from 'preact/hooks';

export function useWidth() {
	const box = useRef<HTMLDivElement>(null);
	const [width, setWidth] = useState(0);
	useEffect(() => {
		const seen = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)));
		seen.observe(box.current!);
		return () => seen.disconnect();
	}, []);
	return { box, width };
}
