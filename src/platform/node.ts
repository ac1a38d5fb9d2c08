export const platformName: string = "node";
