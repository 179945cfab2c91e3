/* Nothing is public: SwiftPM wants the folder of a C target. */
