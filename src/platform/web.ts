export const platformName: string = "web";
