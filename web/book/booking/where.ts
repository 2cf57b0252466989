export const openingAddress = (unit: string, opening: string, ...rest: string[]): string =>
	['/api/v1/book/sites', unit, 'openings', opening, ...rest].join('/');
