import { serveLent } from "../runs/serveLent.js";

serveLent();
